import { formatProblems } from '@thaw/core';
import { journalPath } from '@thaw/tracker';
import { defineCommand, type CommandContext, type ExitCode } from '../cli/command.js';
import { jsonOptions, specOptions, storeOptions, trackingOptions } from '../cli/common-options.js';
import { showProgress } from '../progress/show-progress.js';
import type { Report } from '../stages/stage-context.js';
import { executeSweep } from '../sweep/execute-sweep.js';
import { fetchMissingWeights } from '../sweep/fetch-missing-weights.js';
import type { PreparedSweep } from '../sweep/prepare-sweep.js';
import { refuseUntrainable } from '../sweep/refuse-untrainable.js';
import { rankingTable } from '../sweep/ranking.js';
import type { OnSweepEvent, RunOutcome, SweepEvent } from '../sweep/sweep-event.js';
import { readRunsBefore } from '../sweep/runs-before.js';
import { claimSweep } from '../sweep/claim-sweep.js';
import { StageWorker } from '../worker/stage-worker.js';
import { openTracking } from '../sweep/open-tracking.js';
import { backendOptions, stageSettings } from './backend-options.js';
import { openStore, prepare, weightsPlaces, type Session } from './session.js';

export const sweep = defineCommand({
  name: 'sweep',
  summary: 'Run a sweep; what is stored already is not computed again',
  options: {
    ...specOptions,
    ...storeOptions,
    ...jsonOptions,
    ...backendOptions,
    ...trackingOptions,
    retryFailed: { kind: 'flag', description: 'Execute only runs that failed before' },
  },
  examples: [
    'thaw sweep --spec experiments/xception.yaml',
    'thaw sweep --spec x.yaml --set batchSize=16 --set seed=7',
    'MLFLOW_TRACKING_URI=http://127.0.0.1:5000 thaw sweep --spec x.yaml',
  ],
  async run(options, context) {
    const progress = showProgress(options.json, context);
    const ended: (SweepEvent & { type: 'run-ended' })[] = [];
    const onEvent: OnSweepEvent = (event) => {
      if (event.type === 'run-ended') ended.push(event);
      progress.show(event);
    };
    try {
      const { prepared, exitCode, hint } = await sweepWith(options, context, onEvent);
      progress.close();
      if (!options.json) context.stdout.write(`\n${rankingTable(prepared.loaded, ended)}\n`);
      if (hint !== undefined && !options.json) context.stderr.write(`\n${hint}\n`);
      return exitCode;
    } finally {
      progress.close();
    }
  },
});

type Options = Parameters<(typeof sweep)['run']>[0];

interface Swept {
  readonly prepared: PreparedSweep;
  readonly exitCode: ExitCode;
  readonly hint: string | undefined;
}

async function sweepWith(options: Options, context: CommandContext, onEvent: OnSweepEvent): Promise<Swept> {
  const { signal } = context;
  const report: Report = {
    onProgress: (progress) => onEvent({ type: 'progress', ...progress }),
    onNotice: (message) => onEvent({ type: 'notice', message }),
    signal,
  };
  const session = openStore(options.store, context, report.onNotice);
  const prepared = await prepareWithWeights(options, session, context, report);
  const { plan, cached, loaded } = prepared;
  for (const warnings of [
    loaded.warnings,
    ...[...prepared.datasets.values()].map((index) => index.warnings),
  ]) {
    if (warnings.length > 0) report.onNotice(formatProblems(warnings));
  }

  const worker = new StageWorker(stageSettings(options, session, context), report);
  const claim = await claimSweep(`${session.journals}/${loaded.sweepId}.lock`);
  try {
    const isPending = plan.stages.some(({ key, kind }) => kind !== 'dataset' && !cached.has(key));
    if (isPending) refuseUntrainable(plan, await worker.open());
    const before = await readRunsBefore(journalPath(session.journals, loaded.sweepId));
    const { trackingUri, retryFailed } = options;
    const tracking = await openTracking({ ...session, ...report, prepared, context, trackingUri, before });
    const outcome = await executeSweep({
      prepared,
      store: session.store,
      tracking: tracking.sweep,
      worker,
      onEvent,
      signal,
      ...(retryFailed && { retryFailed: before }),
    });
    return { prepared, exitCode: exitCodes[outcome], hint: await tracking.close() };
  } finally {
    worker.close();
    await claim.release();
  }
}

const exitCodes = { finished: 0, failed: 1, interrupted: 130 } as const satisfies Record<
  RunOutcome,
  ExitCode
>;

/** Weights from elsewhere than planned are other weights, so after a download the plan is made anew. */
async function prepareWithWeights(
  options: Options,
  session: Session,
  context: CommandContext,
  report: Report,
): Promise<PreparedSweep> {
  const prepared = await prepare(options, session, context, report.onProgress);
  const fetched = await fetchMissingWeights(prepared, weightsPlaces(context), report);
  return fetched ? prepare(options, session, context, report.onProgress) : prepared;
}
