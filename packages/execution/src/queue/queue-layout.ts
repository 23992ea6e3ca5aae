import { join } from 'node:path';

// Where things lie in the queue of a sweep, in the store that launcher and workers share (docs/clusters.md).

export const queuesFolder = (store: string): string => join(store, 'queue');
export const queueFolder = (store: string, sweep: string): string => join(queuesFolder(store), sweep);
/** As which what is computed before a sweep begins has a queue, and jobs. */
export const beforeSweep = (sweep: string): string => `${sweep}-before`;
/** Both of a sweep. */
export const queueFolders = (store: string, sweep: string): readonly string[] =>
  [sweep, beforeSweep(sweep)].map((name) => queueFolder(store, name));

export const queueFile = (queue: string): string => join(queue, 'queue.json');
/** Which jobs were submitted. */
export const submittedFile = (queue: string): string => join(queue, 'jobs.json');
/** Of a sweep whose schedule is a job too. */
export const driverFile = (queue: string): string => join(queue, 'driver.json');
/** Once it is there, nothing more begins. */
export const closedFile = (queue: string): string => join(queue, 'closed');

export const tasksFolder = (queue: string): string => join(queue, 'tasks');
export const taskFile = (queue: string, task: string): string => join(tasksFolder(queue), `${task}.json`);
/** The lock of whoever computes a task. */
export const taskClaim = (queue: string, task: string): string => join(queue, 'claims', `${task}.json`);

export const workersFolder = (queue: string): string => join(queue, 'workers');
/** What a worker tells of itself, line by line. */
export const workerLines = (queue: string, worker: string): string =>
  join(workersFolder(queue), `${worker}.ndjson`);
/** What a worker's job has written to its output. */
export const workerLog = (queue: string, worker: string): string =>
  join(workersFolder(queue), `${worker}.log`);

/** In the order in which they were handed out, which is that in which they are claimed. */
export const taskName = (number: number): string => String(number).padStart(6, '0');
