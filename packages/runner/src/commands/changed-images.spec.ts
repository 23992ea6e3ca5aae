import type { RunRecord } from '@thaw/tracker';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SmallImages } from './small-images.fixture.js';
import { thaw } from './thaw.fixture.js';

let images: SmallImages;
beforeAll(async () => (images = await SmallImages.create(['a', 'b'], 8)));
afterAll(() => images.remove());

/** Every metric of every run that says something about the images. */
async function metricsIn(store: string) {
  const { stdout } = await thaw(['runs', '--json', '--store', join(images.folder, store)]);
  const runs = JSON.parse(stdout) as RunRecord[];
  return runs
    .map(({ id, status, metrics: { epoch_seconds: _, images_per_second: _speed, ...metrics } }) => ({
      id,
      status,
      metrics,
    }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

describe('pictures that change while a sweep runs', () => {
  const sweep = [
    '--set',
    'sweep.parameters={ backbone.imageSize: [32, 40] }',
    '--set',
    'data.maxUnreadable=0.5',
  ];

  it('fail the stage that meets them, are named, and leave nothing in the store', async () => {
    const edited = join(images.root, 'a', '0.png');
    const missing = join(images.root, 'b', '1.png');
    const original = readFileSync(edited);
    let isFirst = true;
    const disturbed = await images.thaw('sweep', 'store', [...sweep, '--json'], {
      onOutput(text) {
        if (!isFirst || !text.includes('run-ended')) return;
        isFirst = false;
        writeFileSync(edited, readFileSync(join(images.root, 'b', '0.png')));
        renameSync(missing, `${missing}.away`);
      },
    });
    expect(disturbed.code).toBe(1);
    const failed = disturbed.stdout
      .split('\n')
      .find((line) => line.includes('"status":"failed"') && line.includes('run-ended'))!;
    expect(failed).toContain('have changed since they were indexed');

    writeFileSync(edited, original);
    renameSync(`${missing}.away`, missing);
    const again = await images.thaw('sweep', 'store', sweep);
    expect(again.code, again.stderr).toBe(0);
    const fresh = await images.thaw('sweep', 'fresh', sweep);
    expect(fresh.code, fresh.stderr).toBe(0);
    expect(await metricsIn('store')).toEqual(await metricsIn('fresh'));
  }, 120_000);
});

describe('--recompute', () => {
  it('computes a kind of stages and what is made from them again, and replaces what is stored', async () => {
    expect((await images.thaw('sweep', 'recompute')).code).toBe(0);
    const before = await metricsIn('recompute');
    const { code, stderr } = await images.thaw('sweep', 'recompute', ['--recompute', 'features']);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('3 stages computed, 1 reused');
    expect(await metricsIn('recompute')).toEqual(before);
    expect((await images.thaw('sweep', 'recompute')).stderr).toContain('nothing computed, 4 stages reused');
  }, 60_000);
});
