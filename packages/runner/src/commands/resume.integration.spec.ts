import { seededRandom } from '@thaw/core';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resultOf } from './store-result.fixture.js';
import { startThaw } from './thaw-process.fixture.js';
import { emoji } from './thaw.fixture.js';

/** More of them: `node tools/campaigns/kills.mjs`. */
const kills = Number(process.env['THAW_KILLS'] ?? 4);
/** Every kind of stage, two runs that share a phase, all of it within seconds. */
const spec = (manifest: string) => `
name: killed
data: { root: ${emoji.root}, manifest: ${manifest}, split: { validation: 0.2, test: 0.1 } }
backbone: { name: efficientnet-lite0, imageSize: 64 }
head: { dropout: 0.3 }
batchSize: 8
phases:
  - { name: extract, epochs: 4 }
  - name: fine-tune
    trainable: { from: block7a_expand_conv }
    epochs: 3
    optimizer: { name: sgd, learningRate: 1e-3, momentum: 0.9 }
    stop: { metric: val_loss, patience: 2 }
sweep: { parameters: { phases.fine-tune.optimizer.learningRate: [1e-3, 1e-4] } }
`;

let folder: string;
let specFile: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-resume-'));
  const rows = (await readFile(emoji.manifest, 'utf8')).trim().split('\n');
  const manifest = join(folder, 'some.csv');
  await writeFile(manifest, rows.filter((_, row) => row === 0 || row % 3 === 0).join('\n'));
  specFile = join(folder, 'killed.yaml');
  await writeFile(specFile, spec(manifest));
});
afterAll(() => rm(folder, { recursive: true }));

const start = (store: string) => startThaw(['sweep', '--spec', specFile, '--store', store]);

const workerOf = (pid: number): number | undefined => {
  try {
    return (
      Number(execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' }).split('\n')[0]) || undefined
    );
  } catch {
    return undefined;
  }
};

describe('kill -9', () => {
  it(
    `at ${kills} random moments, of the sweep or of its worker, changes no number and no weight`,
    async () => {
      const undisturbed = join(folder, 'undisturbed');
      const startMs = performance.now();
      expect(await start(undisturbed).exit).toBe(0);
      const durationMs = performance.now() - startMs;
      const expected = await resultOf(undisturbed);
      expect(expected.runs.map(({ status }) => status)).toEqual(['finished', 'finished']);

      const random = seededRandom('fifty moments');
      let killed = 0;
      for (let round = 0; killed < kills; round++) {
        const store = join(folder, `round-${round}`);
        for (let code: number | null = null; code !== 0;) {
          const { child, exit } = start(store);
          const moment = sleep(random() * durationMs, 'now');
          const isWorkers = killed % 2 === 1;
          if (killed < kills && (await Promise.race([exit, moment])) === 'now') {
            const worker = workerOf(child.pid!);
            process.kill(isWorkers && worker !== undefined ? worker : child.pid!, 'SIGKILL');
            killed++;
          }
          code = await exit;
        }
        expect(await resultOf(store), `after ${killed} kills`).toEqual(expected);
      }
      expect(killed).toBe(kills);
    },
    120_000 + kills * 30_000,
  );
});
