export * from './queue-layout.js';
export { driverRecordShape, queueRecordShape, type DriverRecord, type QueueRecord } from './queue-record.js';
export { submittedShape, type Submitted, type SubmittedJob } from './submitted.js';
export { taskFileShape, type TaskFile } from './task-file.js';
export { parseWorkerLine, type EndOfWorker, type WorkerLine } from './worker-line.js';
export * from './read-queue.js';
