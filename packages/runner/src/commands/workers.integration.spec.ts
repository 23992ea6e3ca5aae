import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SmallImages } from './small-images.fixture.js';
import { resultOf } from './store-result.fixture.js';
import { startThaw } from './thaw-process.fixture.js';

let images: SmallImages;
beforeAll(async () => (images = await SmallImages.create(['narrow', 'wide'], 12)));
afterAll(() => images.remove());

/** Twelve runs, of which each phase is shared by some. */
const settings = [
  'phases=[{name: head, epochs: 2}, {name: tune, trainable: {last: 1}, epochs: 2}]',
  'sweep.parameters={head.dropout: [0, 0.2, 0.4], phases.tune.optimizer.learningRate: [1e-2, 1e-3, 1e-4, 1e-5]}',
].flatMap((setting) => ['--set', setting]);

const storeOf = (name: string) => join(images.folder, name);
const sweep = (store: string, ...args: readonly string[]) =>
  startThaw(['sweep', '--spec', images.spec, '--store', storeOf(store), '--json', ...settings, ...args]);

const workersOf = (pid: number) =>
  execFileSync('pgrep', ['-P', String(pid), '-f', 'worker/main'], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map(Number);

/** Once the sweep has told this so many times. */
const told = ({ child }: ReturnType<typeof startThaw>, text: string, times = 1) =>
  new Promise<void>((resolve) => {
    let found = 0;
    child.stdout!.on('data', (output: string) => {
      found += output.split(text).length - 1;
      if (found >= times) resolve();
    });
  });

it('a sweep by two workers comes to the bytes of the sequence, also where one of them and then the sweep are killed', async () => {
  expect(await sweep('sequence').exit).toBe(0);
  const expected = await resultOf(storeOf('sequence'));
  expect(expected.runs).toHaveLength(12);

  const wounded = sweep('two', '--workers', '2');
  await told(wounded, '"phase":"tune"');
  const workers = workersOf(wounded.child.pid!);
  expect(workers).toHaveLength(2);
  process.kill(workers[0]!, 'SIGKILL');
  // The other goes on, and so does whoever replaces it.
  await told(wounded, '"status":"finished"', 3);
  wounded.child.kill('SIGKILL');
  await wounded.exit;
  const again = sweep('two', '--workers', '2');
  expect(await again.exit).toBe(0);
  expect(again.output()).toMatch(/"type":"stage-taken".*"worker":"worker 2"/);
  expect(await resultOf(storeOf('two'))).toEqual(expected);
});
