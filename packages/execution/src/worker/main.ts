import type { ComputeTask } from '@thaw/core';
import { measureSpeed } from '../calibration/measure-speed.js';
import { openContext, type StageSettings } from '../stages/open-context.js';
import type { StageContext } from '../stages/stage-context.js';
import { executeTask } from './execute-task.js';
import { describeFailure } from './failure.js';
import type { FromWorker, ToWorker } from './messages.js';

// The process that computes stages. It does what its parent says, one thing at a time, and ends with it.

const abort = new AbortController();
let context: StageContext | undefined;
let storeFolder = '';

const send = (message: FromWorker): void => void process.send!(message);

// A terminal sends Ctrl-C to all its processes; when to stop is the parent's decision.
process.on('SIGINT', () => {});
// Nx ends a tree of processes from its leaves on, and whoever sees in nvidia-smi what uses the GPU ends this process: it is the
// parent that is meant. One that has gone meanwhile is not replaced by whoever has adopted this process.
const parent = process.ppid;
process.on('SIGTERM', () => {
  if (process.ppid === parent) process.kill(parent, 'SIGTERM');
});
// Without its parent there is nobody to compute for, and another sweep may want to take over.
process.on('disconnect', () => process.exit(1));

process.on('message', (message: ToWorker) => {
  if (message.type === 'abort') return abort.abort();
  answer(message).then(send, (error: unknown) =>
    send({ type: 'failed', failure: describeFailure(error, abort.signal) }),
  );
});

function answer(message: Exclude<ToWorker, { type: 'abort' }>): Promise<FromWorker> {
  switch (message.type) {
    case 'open':
      return open(message.settings);
    case 'execute':
      return execute(message.task);
    case 'measure-speed':
      return measure();
  }
}

async function open(settings: StageSettings): Promise<FromWorker> {
  storeFolder = settings.storeFolder;
  const report = {
    onProgress: (progress) => send({ type: 'progress', progress }),
    onNotice: (message) => send({ type: 'notice', message }),
    signal: abort.signal,
  } satisfies Partial<StageContext>;
  context = await openContext(settings, report, (history) => send({ type: 'epoch', history }));
  const { name: engine, backend, description, capabilities } = context.engine;
  return { type: 'opened', opened: { engine, backend, description, capabilities } };
}

async function execute(task: ComputeTask): Promise<FromWorker> {
  return { type: 'executed', outcome: await executeTask(task, context!) };
}

async function measure(): Promise<FromWorker> {
  return { type: 'measured', speed: await measureSpeed(context!.engine, storeFolder) };
}
