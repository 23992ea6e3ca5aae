import { workerVariables } from '../../launcher/queue/worker-program.js';
import { readQueueRecord, workerLines } from '../../queue/index.js';
import { PullWorker } from './pull-worker.js';
import { endOfWorker } from './time-left.js';
import { WorkerLines } from './worker-lines.js';

// A worker of a cluster: its arguments are the folder of a queue, and which opening of it.

const [queue, id] = process.argv.slice(2) as [string, string];
const { env } = process;
const name = env[workerVariables.name] ?? `process-${process.pid}`;
const node = env[workerVariables.node] ?? 'this machine';
const endMs = endOfWorker(env[workerVariables.end]);

const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
process.on('SIGINT', () => stop.abort());

const record = await readQueueRecord(queue);
// The queue of another execution of the sweep by now, or of none.
if (record?.id !== id) process.exit(0);
const lines = new WorkerLines(workerLines(queue, name));
lines.say({ type: 'began', queue: id, node, pid: process.pid });
const reason = await new PullWorker({ queue, record, name, node, lines, signal: stop.signal, endMs }).run();
lines.say({ type: 'ended', reason });
lines.close();
process.exit(reason === 'failed' ? 1 : 0);
