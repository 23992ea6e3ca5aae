import type { RunRecord } from '@thaw/tracker';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { thaw } from './thaw.fixture.js';

/** What must depend neither on kills nor on how many compute: the runs' histories and outcomes, and the bytes of every checkpoint. */
export async function resultOf(store: string) {
  const { stdout } = await thaw(['runs', '--json', '--store', store]);
  const runs = (JSON.parse(stdout) as RunRecord[]).map(({ id, status, history, metrics }) => {
    const { epoch_seconds: _seconds, images_per_second: _speed, ...values } = history;
    const { epoch_seconds: _last, images_per_second: _latest, ...final } = metrics;
    return { id, status, values, final };
  });
  const checkpoints: Record<string, string[]> = {};
  for (const key of await readdir(join(store, 'stages', 'train'))) {
    const manifest = await readFile(join(store, 'stages', 'train', key, 'stage.json'), 'utf8');
    const { blobs } = JSON.parse(manifest) as { blobs: Record<string, { sha256: string }> };
    checkpoints[key] = Object.entries(blobs)
      .filter(([name]) => name.endsWith('.safetensors'))
      .map(([name, { sha256 }]) => `${name} ${sha256}`)
      .toSorted();
  }
  return { runs: runs.toSorted((a, b) => (a.id < b.id ? -1 : 1)), checkpoints };
}
