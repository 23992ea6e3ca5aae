import { readdir, stat } from 'node:fs/promises';
import { holderOf, type Holder } from '@thaw/locks';
import { readAtMost, readEnd } from '../files/read-small.js';
import { readState } from '../files/state-file.js';
import {
  closedFile,
  driverFile,
  queueFile,
  queueFolder,
  queuesFolder,
  submittedFile,
  taskClaim,
  taskFile,
  tasksFolder,
  workerLines,
  workerLog,
  workersFolder,
} from './queue-layout.js';
import { driverRecordShape, queueRecordShape, type DriverRecord, type QueueRecord } from './queue-record.js';
import { submittedShape, type Submitted } from './submitted.js';
import { mostTaskBytes, taskFileShape, type TaskFile } from './task-file.js';
import { parseWorkerLine, type WorkerLine } from './worker-line.js';

/** Ids of the sweeps of a store that have a queue. */
export async function queuedSweeps(store: string): Promise<readonly string[]> {
  const names = await namesIn(queuesFolder(store));
  const sweeps = names.filter((name) => !name.includes('.')).map((name) => name.replace(/-before$/, ''));
  return [...new Set(sweeps)];
}

/** Folders of those that were closed before then, Unix time in milliseconds: their workers have ended. */
export async function closedQueues(store: string, beforeMs: number): Promise<readonly string[]> {
  const folders = (await namesIn(queuesFolder(store))).map((name) => queueFolder(store, name));
  const closed = await Promise.all(folders.map((folder) => stat(closedFile(folder)).catch(() => undefined)));
  return folders.filter((_, index) => (closed[index]?.mtimeMs ?? Infinity) < beforeMs);
}

export const readQueueRecord = (queue: string): Promise<QueueRecord | undefined> =>
  readState(queueFile(queue), queueRecordShape);

export const readDriver = (queue: string): Promise<DriverRecord | undefined> =>
  readState(driverFile(queue), driverRecordShape);

export const readSubmitted = async (queue: string): Promise<Submitted> =>
  (await readState<Submitted>(submittedFile(queue), submittedShape)) ?? {
    version: 1,
    jobs: [],
    excluded: [],
  };

/** Names of the tasks that are not over, in their order. */
export const taskNames = async (queue: string): Promise<readonly string[]> =>
  (await namesIn(tasksFolder(queue))).flatMap((name) => /^(\d+)\.json$/.exec(name)?.[1] ?? []).sort();

/** None of what is over. */
export const readTask = (queue: string, task: string): Promise<TaskFile | undefined> =>
  readState(taskFile(queue, task), taskFileShape, mostTaskBytes);

/** Who computes a task, if anybody does. */
export const holderOfTask = (queue: string, task: string): Promise<Holder | undefined> =>
  holderOf(taskClaim(queue, task));

/** Names of the workers that have said something. */
export const workerNames = async (queue: string): Promise<readonly string[]> =>
  (await namesIn(workersFolder(queue))).flatMap((name) => /^(.+)\.ndjson$/.exec(name)?.[1] ?? []).sort();

/** Of what a worker says; in a year it is less. */
const mostSaidBytes = 2 ** 28;

/** All that a worker has said so far. */
export function readWorker(queue: string, worker: string): readonly WorkerLine[] {
  // The last one may be under way.
  const lines = textOf(() => readAtMost(workerLines(queue, worker), mostSaidBytes))
    .split('\n')
    .slice(0, -1);
  return lines.flatMap((line) => parseWorkerLine(line) ?? []);
}

const shownBytes = 65_536;

/** The end of what a worker's job has printed. */
export const endOfOutput = (queue: string, worker: string): string =>
  textOf(() => readEnd(workerLog(queue, worker), shownBytes));

/** What cannot be read says nothing. */
function textOf(read: () => Uint8Array | undefined): string {
  try {
    return new TextDecoder().decode(read());
  } catch {
    return '';
  }
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);
