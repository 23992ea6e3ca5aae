import { appendFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { workerLines, workersFolder } from '../../queue/index.js';
import { WorkerTail } from './worker-tail.js';

it('what workers say is read once, and only when a line is whole', async () => {
  const queue = await mkdtemp(join(tmpdir(), 'thaw-queue-'));
  await mkdir(workersFolder(queue));
  const tail = new WorkerTail(queue);
  const took = (task: string) => ({ type: 'took', task, timeMs: 1 }) as const;
  const text = (task: string) => `${JSON.stringify(took(task))}\n`;
  expect(await tail.next('1')).toBeUndefined();
  await appendFile(workerLines(queue, '1'), `${text('é1')}damaged\n${text('2')}${text('3').slice(0, 9)}`);
  await appendFile(workerLines(queue, '2_0'), text('4'));
  // Of two workers by turns, too.
  const next = async () => [await tail.next('1'), await tail.next('2_0')];
  expect(await next()).toEqual([took('é1'), took('4')]);
  expect(await next()).toEqual([took('2'), undefined]);
  expect(await next()).toEqual([undefined, undefined]);
  await appendFile(workerLines(queue, '1'), text('3').slice(9));
  expect(await next()).toEqual([took('3'), undefined]);
  // As a bad disk leaves it: what comes after is heard again.
  await appendFile(workerLines(queue, '1'), `${'\0'.repeat(2 ** 22 + 1)}\n${text('5')}`);
  expect([await tail.next('1'), await tail.next('1')]).toEqual([undefined, took('5')]);
  await rm(queue, { recursive: true });
});
