import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { SharedBudget } from './shared-budget.js';

const MiB = 2 ** 20;

it('lets in what fits, and what is larger than all of it alone', () => {
  const buffer = new SharedArrayBuffer(SharedBudget.bytes);
  const [one, another] = [new SharedBudget(buffer, 10 * MiB), new SharedBudget(buffer, 10 * MiB)];
  one.take(6 * MiB);
  another.take(4 * MiB);
  one.give(6 * MiB);
  another.give(4 * MiB);
  one.take(5000 * MiB);
  expect(Atomics.load(new Int32Array(buffer), 0)).toBe(5000 * 1024);
  one.give(5000 * MiB);
  expect(Atomics.load(new Int32Array(buffer), 0)).toBe(0);
});

it('blocks a thread that wants more until another has given', async () => {
  const buffer = new SharedArrayBuffer(SharedBudget.bytes);
  // A thread that frees what this one waits for, after a moment.
  const other = new Worker(
    `const held = new Int32Array(require('node:worker_threads').workerData);
     setTimeout(() => { Atomics.sub(held, 0, 6 * 1024); Atomics.notify(held, 0); }, 50);`,
    { eval: true, workerData: buffer, execArgv: [] },
  );
  await once(other, 'online');
  const budget = new SharedBudget(buffer, 10 * MiB);
  budget.take(6 * MiB);
  budget.take(5 * MiB);
  expect(Atomics.load(new Int32Array(buffer), 0)).toBe(5 * 1024);
});
