import { formatProblems } from '@thaw/core';
import { requireWritableStore, requireWritableTemporary } from '@thaw/execution/files';
import type { Report } from '@thaw/execution/stages';
import { FeatureCache, StoreFolder } from '@thaw/execution/store';
import { LocalLauncher } from '@thaw/execution/worker';
import { journalPath } from '@thaw/tracker';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inCallersWords } from '../cli/callers-words.js';
import { defineCommand, type CommandContext, type ExitCode } from '../cli/command.js';
import {
  digestOptions,
  jsonOptions,
  specOptions,
  storeOptions,
  trackingOptions,
} from '../cli/common-options.js';
import type { OptionTable, OptionValues } from '../cli/option.js';
import { keepModels } from '../export/keep-models.js';
import { widthOf } from '../text/fit-table.js';
import { showProgress } from '../progress/show-progress.js';
import { executeSweep } from '../sweep/execute-sweep.js';
import { expectSweep } from '../sweep/expect-sweep.js';
import { fetchMissingWeights } from '../sweep/fetch-missing-weights.js';
import type { PreparedSweep } from '../sweep/prepare-sweep.js';
import { refuseUnsupported } from '../sweep/refuse-unsupported.js';
import { rankingTable } from '../sweep/ranking.js';
import type { OnSweepEvent, SweepOutcome, SweepEvent } from '../events/sweep-event.js';
import { readSweepBefore } from '../sweep/runs-before.js';
import { claimSweep } from '../sweep/claim-sweep.js';
import { openTracking } from '../sweep/open-tracking.js';
import { backendOptions, stageSettings } from './backend-options.js';
import { openStore, prepare, weightsPlaces, type Session } from './session.js';

const sweepOptions = {
  ...specOptions,
  ...storeOptions,
  ...digestOptions,
  ...jsonOptions,
  ...backendOptions,
  ...trackingOptions,
  retryFailed: { kind: 'flag', description: 'Execute only runs that failed before' },
  cacheLimit: {
    kind: 'bytes',
    placeholder: 'SIZE',
    description: 'Evict the least recently used features of the store beyond this size, for example 20GB',
  },
  recompute: {
    kind: 'choice',
    choices: ['dataset', 'features', 'train', 'evaluate'],
    many: true,
    excludes: ['noSharing'],
    description:
      'Compute stages of this kind, and what is made from them, again, and replace what is stored (repeatable)',
  },
  force: { kind: 'flag', description: 'Start even if memory or disk seem too small' },
  noSharing: {
    kind: 'flag',
    excludes: ['store', 'retryFailed', 'trackingUri'],
    description: 'Do the work of a naive loop, to compare with; nothing of it is kept',
  },
} as const satisfies OptionTable;

type Options = OptionValues<typeof sweepOptions>;

export const sweep = defineCommand({
  name: 'sweep',
  summary: 'Run a sweep; what is stored already is not computed again',
  options: sweepOptions,
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
      const { prepared, exitCode, hint } = await (options.noSharing
        ? sweepWithoutSharing(options, context, onEvent)
        : sweepWith(options, context, onEvent));
      progress.close();
      if (!options.json)
        context.stdout.write(`\n${rankingTable(prepared.loaded, ended, widthOf(context.stdout))}\n`);
      if (hint !== undefined && !options.json)
        context.stderr.write(`\n${inCallersWords(hint, context.env)}\n`);
      return exitCode;
    } finally {
      progress.close();
    }
  },
});

/** In a store of its own that is thrown away, and told to no server. */
async function sweepWithoutSharing(
  options: Options,
  context: CommandContext,
  onEvent: OnSweepEvent,
): Promise<Swept> {
  await requireWritableTemporary();
  const store = await mkdtemp(join(tmpdir(), 'thaw-no-sharing-'));
  try {
    return { ...(await sweepWith({ ...options, store }, context, onEvent)), hint: undefined };
  } finally {
    await rm(store, { recursive: true, force: true });
  }
}

interface Swept {
  readonly prepared: PreparedSweep;
  readonly exitCode: ExitCode;
  readonly hint: string | undefined;
}

async function sweepWith(options: Options, context: CommandContext, onEvent: OnSweepEvent): Promise<Swept> {
  const { signal } = context;
  const report: Report = {
    onProgress: (progress) => onEvent({ type: 'progress', ...progress }),
    onNotice: (message) => onEvent({ type: 'notice', message: inCallersWords(message, context.env) }),
    signal,
  };
  const session = openStore(options.store, context, report.onNotice);
  await requireWritableStore(session.folder);
  await requireWritableTemporary();
  const prepared = await prepareWithWeights(options, session, context, report);
  const { plan, cached, loaded } = prepared;
  for (const warnings of [
    loaded.warnings,
    ...[...prepared.datasets.values()].map((index) => index.warnings),
  ]) {
    if (warnings.length > 0) report.onNotice(formatProblems(warnings));
  }

  const launcher = new LocalLauncher(stageSettings(options, session, context, loaded.backbones), report);
  const features = new FeatureCache({ store: session.store, limitBytes: options.cacheLimit });
  const journalFile = journalPath(session.journals, loaded.sweepId);
  const claim = await claimSweep(journalFile, report);
  try {
    const isPending = plan.stages.some(({ key, kind }) => kind !== 'dataset' && !cached.has(key));
    const backend = isPending ? await launcher.open() : undefined;
    if (backend) refuseUnsupported(prepared, backend);
    const expectation = isPending
      ? await expectSweep(prepared, {
          launcher,
          cacheFolder: weightsPlaces(context).cacheFolder,
          storeFolder: session.folder,
          force: options.force,
          onProgress: report.onProgress,
        })
      : undefined;
    const before = await readSweepBefore(journalFile);
    const { trackingUri, retryFailed } = options;
    const tracking = await openTracking({
      ...session,
      ...report,
      prepared,
      context,
      trackingUri,
      expectation,
      backend,
      replicate: !options.noSharing,
      overrides: options.set,
      before,
    });
    const outcome = await executeSweep({
      prepared,
      store: session.store,
      tracking: tracking.sweep,
      launcher,
      features,
      workspace: context.workspace,
      ...report,
      onEvent(event) {
        expectation?.watch(event);
        onEvent(event);
      },
      async keepModels() {
        if (options.noSharing) return;
        await keepModels({
          ...{ ...report, prepared, journalFile, tracker: tracking.sweep },
          ...{ store: session.store, folder: new StoreFolder(session.folder) },
          weightsPlaces: weightsPlaces(context),
        });
      },
      ...(expectation && { estimate: expectation.estimate }),
      ...(retryFailed && { retryFailed: before.runs }),
    });
    await expectation?.learn();
    return {
      prepared,
      exitCode: exitCodes[signal.aborted ? 'interrupted' : outcome],
      hint: await tracking.close(),
    };
  } finally {
    await launcher.close();
    await features.close();
    await claim.release();
  }
}

const exitCodes = { finished: 0, failed: 1, interrupted: 130 } as const satisfies Record<
  SweepOutcome,
  ExitCode
>;

/** Weights from elsewhere than planned are other weights, so after a download the plan is made anew. */
async function prepareWithWeights(
  options: Options,
  session: Session,
  context: CommandContext,
  report: Report,
): Promise<PreparedSweep> {
  const { spec, set, noSharing, rehash, recompute } = options;
  const planned = () =>
    prepare({ spec, set, rehash, recompute, sharing: !noSharing }, session, context, report.onProgress);
  const prepared = await planned();
  const fetched = await fetchMissingWeights(prepared, weightsPlaces(context), report);
  return fetched ? planned() : prepared;
}
