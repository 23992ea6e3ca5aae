import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { workerLines, workerLog, workersFolder } from './queue-layout.js';
import { endOfOutput, readWorker } from './read-queue.js';

it('what workers have said and printed is nothing where it is no file, and of long outputs the end', async () => {
  const queue = await mkdtemp(join(tmpdir(), 'thaw-queue-'));
  await mkdir(workersFolder(queue));
  expect([readWorker(queue, '1'), endOfOutput(queue, '1')]).toEqual([[], '']);
  await mkdir(workerLines(queue, '1'));
  await mkdir(workerLog(queue, '1'));
  expect([readWorker(queue, '1'), endOfOutput(queue, '1')]).toEqual([[], '']);
  await writeFile(workerLog(queue, '2'), `${'x'.repeat(100_000)}\nkilled\n`);
  expect(endOfOutput(queue, '2')).toMatch(/^x+\nkilled\n$/);
  expect(endOfOutput(queue, '2')).toHaveLength(65_536);
  await rm(queue, { recursive: true });
});
