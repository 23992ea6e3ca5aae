import { join } from 'node:path';
import { openContext, type StageSettings } from '../stages/open-context.js';
import type { StageContext } from '../stages/stage-context.js';
import { executeTask } from './execute-task.js';
import { describeFailure } from './failure.js';
import type { FromWorker, StageTask, ToWorker } from './messages.js';

// The process that computes stages. It does what its parent says, one thing at a time, and ends with it.

const abort = new AbortController();
let context: StageContext | undefined;
let claimsFolder = '';

const send = (message: FromWorker): void => void process.send!(message);

// A terminal sends Ctrl-C to all its processes; when to stop is the parent's decision.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
// Without its parent there is nobody to compute for, and another sweep may want to take over.
process.on('disconnect', () => process.exit(1));

process.on('message', (message: ToWorker) => {
  if (message.type === 'abort') return abort.abort();
  const answer = message.type === 'open' ? open(message.settings) : execute(message.task);
  answer.then(send, (error: unknown) =>
    send({ type: 'failed', failure: describeFailure(error, abort.signal) }),
  );
});

async function open(settings: StageSettings): Promise<FromWorker> {
  claimsFolder = join(settings.storeFolder, 'claims');
  const report = {
    onProgress: (progress) => send({ type: 'progress', progress }),
    onNotice: (message) => send({ type: 'notice', message }),
    signal: abort.signal,
  } satisfies Partial<StageContext>;
  context = await openContext(settings, report, (history) => send({ type: 'epoch', history }));
  const { backend, capabilities } = context.engine;
  return { type: 'opened', opened: { backend, capabilities } };
}

async function execute(task: StageTask): Promise<FromWorker> {
  return { type: 'executed', outcome: await executeTask(task, claimsFolder, context!) };
}
