import type { ComputeTask, TaskReport } from '@thaw/core';
import { expect, it } from 'vitest';
import type { LocalLauncher } from './local-launcher.js';
import { WorkerPool } from './worker-pool.js';

/** Workers that compute until they are told that they are done. */
function poolOf(count: number) {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const decoders: Record<string, number> = {};
  const closed: string[] = [];
  const workers = Array.from({ length: count }, (_, index) => {
    const name = `worker ${index + 1}`;
    return {
      execute: () =>
        new Promise((resolve) => {
          begun.push(name);
          ends.set(name, () => resolve('computed'));
        }),
      decodeBy: (processes: number) => (decoders[name] = processes),
      close: async () => void closed.push(name),
    } as unknown as LocalLauncher;
  }) as [LocalLauncher, ...LocalLauncher[]];
  const decodersOf = (sharing: number) => 12 / sharing;
  const pool = new WorkerPool(workers, { gpus: 0, decodersOf, once: (report) => report });
  const begin = (task: ComputeTask) => ({ done: pool.execute(task, {} as TaskReport), by: begun.at(-1)! });
  const end = async ({ by, done }: ReturnType<typeof begin>) => {
    ends.get(by)!();
    await done;
  };
  return { pool, begin, end, decoders, closed };
}

const backbone = { name: 'tiny' };
const train = (key: string, previous?: string) =>
  ({
    kind: 'train',
    stage: { key, backbone, ...(previous && { previous: { key: previous } }) },
  }) as ComputeTask;
const evaluate = (key: string) => ({ kind: 'evaluate', train: { key, backbone } }) as ComputeTask;

it('gives what begins with trained weights to whoever has trained them, and else to whoever has the network', async () => {
  const { begin, end } = poolOf(3);
  const heads = [train('a'), train('b'), train('c')].map(begin);
  expect(heads.map(({ by }) => by)).toEqual(['worker 1', 'worker 2', 'worker 3']);
  for (const head of heads) await end(head);
  const next = [evaluate('a'), train('d', 'b'), evaluate('elsewhere')].map(begin);
  expect(next.map(({ by }) => by)).toEqual(['worker 1', 'worker 2', 'worker 3']);
});

it('has fewer workers once it is narrowed, which share what all had: the others end with what they do', async () => {
  const { pool, begin, end, decoders, closed } = poolOf(4);
  const tasks = [train('a'), train('b'), train('c')].map(begin);
  pool.narrow(2);
  pool.narrow(3);
  expect([pool.capacity, decoders, closed]).toEqual([2, { 'worker 1': 6, 'worker 2': 6 }, ['worker 4']]);
  for (const task of tasks.toReversed()) await end(task);
  expect(closed).toEqual(['worker 4', 'worker 3']);
  expect([begin(evaluate('c')).by, begin(evaluate('a')).by].toSorted()).toEqual(['worker 1', 'worker 2']);
  await expect(begin(evaluate('b')).done).rejects.toThrow('all 2 workers are at work');
});
