import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { StoreStanding } from '../status/standing.js';
import { BucketMachines } from './bucket-machines.fixture.js';
import { swept } from './swept.fixture.js';

let machines: BucketMachines;
beforeAll(async () => {
  machines = await BucketMachines.start();
});
afterAll(() => machines.stop());

const settings = [
  ...['--set', 'sweep.parameters={phases.extract.optimizer.learningRate: [1e-1, 1e-2, 1e-3]}'],
  ...['--set', 'phases.extract.epochs=8'],
];

interface Listed {
  readonly id: string;
  readonly status: string;
  readonly sweep: string;
}

it.each([
  ['a bucket', () => machines.address],
  ['a folder', () => join(machines.images.folder, 'shared')],
])(
  'A sweep that one machine has begun and another ends is one sweep in the store, with each run once: in %s',
  async (where, storeOf) => {
    const store = storeOf();
    const [first, second, third] = await Promise.all(
      ['first', 'second', 'third'].map((name) => machines.machine(`${name} in ${where}`)),
    );
    const begun = first!.startSweep(settings, store);
    const hasRun = () => expect(begun.output()).toContain('"type":"run-ended"');
    await vi.waitFor(hasRun, { timeout: 60_000, interval: 10 });
    begun.child.kill('SIGSTOP');

    // Meanwhile the others see who has it, and cannot have it too.
    const standing = async () =>
      JSON.parse((await third!.run('status', ['--json'], { store })).stdout) as StoreStanding;
    const { sweeps } = await standing();
    expect(sweeps).toMatchObject([{ by: { pid: begun.child.pid } }]);
    const busy = await second!.trySweep(settings, { store });
    expect(busy.stdout).toContain('THAW-RUN-BUSY');

    begun.child.kill('SIGKILL');
    await begun.exit;
    expect((await standing()).sweeps).toEqual([]);
    const ended = swept(await second!.trySweep(settings, { store }));
    expect(ended.metrics).toHaveLength(3);
    expect(ended.kinds.filter((kind) => kind === 'train').length).toBeLessThan(3);

    const seenBy = async (each: typeof first) => {
      const { stdout } = await each!.run('runs', ['--json'], { store });
      const listed = JSON.parse(stdout) as readonly Listed[];
      return listed.map(({ id, status, sweep }) => ({ id, status, sweep }));
    };
    const runs = await seenBy(third);
    expect(new Set(runs.map(({ id }) => id)).size).toBe(3);
    expect(runs.map(({ status }) => status)).toEqual(['finished', 'finished', 'finished']);
    expect(new Set(runs.map(({ sweep }) => sweep))).toEqual(new Set([sweeps[0]!.id]));
    // The first has what it had journaled when it was killed, of which the store may not know all.
    for (const each of [first, second]) expect(await seenBy(each)).toEqual(runs);
    const { stdout } = await third!.run(
      'compare',
      runs.slice(0, 2).map(({ id }) => id),
      { store },
    );
    expect(stdout).toContain(runs[0]!.id.slice(0, 8));
  },
);
