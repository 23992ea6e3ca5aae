import type { PredictionTask, TaskReport } from '@thaw/core';
import { hearDamage } from '@thaw/locks';
import { openCache } from '../cache/open-cache.js';
import { measureCompiling } from '../calibration/measure-compiling.js';
import { measureSpeed } from '../calibration/measure-speed.js';
import { timeShape } from '../calibration/time-shape.js';
import { describeFailure } from '../launcher/failure.js';
import type { FromWorker, ToWorker } from '../launcher/messages.js';
import { predictImages } from '../stages/predict-images.js';
import { openContext, type StageSettings } from '../stages/open-context.js';
import type { ComputeContext, Report } from '../stages/stage-context.js';
import { unlessAborted } from '../stages/unless-aborted.js';
import { openStore } from '../store/open-store.js';
import { describeOpened } from './describe-opened.js';
import { executeTask } from './execute-task.js';

// The process that computes stages. It does what its parent says, one thing at a time, and ends with it.

// What TensorFlow warns of reaches no terminal, but the parent, who looks there for why this process has died.
process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '1';

/** Of what it does just now. */
let abort = new AbortController();
let context: ComputeContext | undefined;
let storeFolder = '';

const send = (message: FromWorker): void => void process.send!(message);
const onProgress: TaskReport['onProgress'] = (progress) => send({ type: 'progress', progress });
const onNotice: TaskReport['onNotice'] = (message) => send({ type: 'notice', message });
hearDamage(onNotice);
const onEpoch: TaskReport['onEpoch'] = (history) => send({ type: 'epoch', history });

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
  if (message.type === 'taken') return taken.hear();
  abort = new AbortController();
  const { signal } = abort;
  answer(message, { onProgress, onNotice, signal }).then(send, (error: unknown) =>
    send({ type: 'failed', failure: describeFailure(error, signal) }),
  );
});

function answer(
  message: Exclude<ToWorker, { type: 'abort' | 'taken' }>,
  report: Report,
): Promise<FromWorker> {
  switch (message.type) {
    case 'open':
      return open(message.settings, report);
    case 'execute':
      return execute(message, report);
    case 'predict':
      return predict(message.task, report);
    case 'measure-speed':
      return measure();
    case 'measure-compiling':
      return compile();
    case 'measure-shape':
      return time(message);
  }
}

async function open(settings: StageSettings, report: Report): Promise<FromWorker> {
  storeFolder = settings.storeFolder;
  const local = openStore(settings, { onNotice, signal: () => abort.signal });
  // Whoever plans has asked the cache before; a stage is no place to fail at it.
  const { store } = settings.cache
    ? openCache({
        ...{ ...settings.cache, local, folder: storeFolder, onNotice, onProgress },
        ...{ isObserver: false, mustReach: false },
      })
    : { store: local };
  context = await openContext(settings, store, report);
  return { type: 'opened', opened: describeOpened(context.engine) };
}

async function execute(
  { task, decoderProcesses = context!.decoderProcesses }: ToWorker & { type: 'execute' },
  report: Report,
): Promise<FromWorker> {
  const outcome = await executeTask(task, { ...context!, decoderProcesses }, { ...report, onEpoch });
  return { type: 'executed', outcome };
}

/** Batches of predictions that the parent has not done with: one that waits for a slow reader holds the next back. */
const mostUntaken = 4;
const taken = {
  left: 0,
  resolve: (): void => {},
  hear(): void {
    this.left--;
    this.resolve();
  },
};

async function predict(task: PredictionTask, report: Report): Promise<FromWorker> {
  taken.left = 0;
  for await (const batch of predictImages(task, context!, report)) {
    send({ type: 'predicted', batch });
    if (++taken.left < mostUntaken) continue;
    await unlessAborted(new Promise<void>((resolve) => (taken.resolve = resolve)), report.signal);
  }
  return { type: 'predictions-ended' };
}

async function measure(): Promise<FromWorker> {
  const { engine, decoderProcesses } = context!;
  return { type: 'measured', speed: await measureSpeed(engine, storeFolder, decoderProcesses) };
}

async function compile(): Promise<FromWorker> {
  return { type: 'compiled', secondsPerLayer: await measureCompiling(context!.engine) };
}

async function time({ shape, values }: ToWorker & { type: 'measure-shape' }): Promise<FromWorker> {
  const { engine, backbones } = context!;
  return { type: 'timed', times: await timeShape(engine, backbones, shape, values) };
}
