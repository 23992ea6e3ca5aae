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
  expect(await tail.read()).toEqual([]);
  await appendFile(workerLines(queue, '1'), `${text('é1')}damaged\n${text('2').slice(0, 9)}`);
  await appendFile(workerLines(queue, '2_0'), text('3'));
  expect(await tail.read()).toEqual([
    ['1', took('é1')],
    ['2_0', took('3')],
  ]);
  await appendFile(workerLines(queue, '1'), text('2').slice(9));
  expect(await tail.read()).toEqual([['1', took('2')]]);
  expect(await tail.read()).toEqual([]);
  // As a bad disk leaves it: what comes after is heard again.
  await appendFile(workerLines(queue, '1'), `${'\0'.repeat(2 ** 22 + 1)}\n${text('4')}`);
  expect([await tail.read(), await tail.read()]).toEqual([[], [['1', took('4')]]]);
  await rm(queue, { recursive: true });
});
