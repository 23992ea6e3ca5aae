import { formatProblems, type StageKind } from '@thaw/core';
import { requireWritableStore, requireWritableTemporary } from '@thaw/execution/files';
import { FeatureCache, StoreFolder } from '@thaw/execution/store';
import { LocalLauncher } from '@thaw/execution/worker';
import { journalPath } from '@thaw/tracker';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SweepEvent } from '../events/sweep-event.js';
import { keepModels } from '../export/keep-models.js';
import { claimSweep } from '../sweep/claim-sweep.js';
import { executeSweep } from '../sweep/execute-sweep.js';
import { expectSweep } from '../sweep/expect-sweep.js';
import { fetchMissingWeights } from '../sweep/fetch-missing-weights.js';
import { openTracking } from '../sweep/open-tracking.js';
import type { PreparedSweep } from '../sweep/prepare-sweep.js';
import { refuseUnsupported } from '../sweep/refuse-unsupported.js';
import { readSweepBefore } from '../sweep/runs-before.js';
import { stageSettings } from './backend.js';
import { inCall, type Call } from './call.js';
import { openSession, type Session } from './open-session.js';
import type { BackendOptions, SpecOptions } from './options.js';
import { prepare } from './prepare.js';
import type { SweepResult } from './results.js';
import { sweepResult, type RunEnded } from './sweep-result.js';

export interface RunSweepOptions extends SpecOptions, BackendOptions {
  /** The MLflow server. Default: `MLFLOW_TRACKING_URI`, else the one that the spec names. */
  readonly trackingUri?: string;
  /** Execute only runs that failed before. Default: false. */
  readonly retryFailed?: boolean;
  /** Evict the least recently used features of the store beyond this size. Default: none. */
  readonly cacheLimitBytes?: number;
  /** Compute stages of these kinds, and what is made from them, again, and replace what is stored. */
  readonly recompute?: readonly Exclude<StageKind, 'model'>[];
  /** Start even if memory or disk seem too small. Default: false. */
  readonly force?: boolean;
  /**
   * False: do the work of a naive loop, to compare with, in a store of its own that is thrown away; no server is told.
   * Default: true.
   */
  readonly sharing?: boolean;
}

/**
 * Runs a sweep; what is stored already is not computed again. A run that fails does not end it.
 * @throws ThawError where the sweep is refused; the signal's reason if it fires before the sweep has begun. Later it
 * resolves as `interrupted`, and the same call goes on.
 */
export const runSweep = (options: RunSweepOptions): Promise<SweepResult> =>
  inCall(options, (call) => (options.sharing === false ? sweepAlone(options, call) : sweepIn(options, call)));

/** In a store of its own that is thrown away. */
async function sweepAlone(options: RunSweepOptions, call: Call): Promise<SweepResult> {
  await requireWritableTemporary();
  const store = await mkdtemp(join(tmpdir(), 'thaw-no-sharing-'));
  try {
    const { hint: _, ...result } = await sweepIn({ ...options, store }, call);
    return result;
  } finally {
    await rm(store, { recursive: true, force: true });
  }
}

async function sweepIn(options: RunSweepOptions, call: Call): Promise<SweepResult> {
  const { signal } = call;
  const { force = false, retryFailed = false, sharing = true } = options;
  const session = openSession(options, call);
  await requireWritableStore(session.folder);
  await requireWritableTemporary();
  const prepared = await prepareWithWeights(options, session, call);
  const { plan, cached, loaded } = prepared;
  for (const { warnings } of [loaded, ...prepared.datasets.values()])
    if (warnings.length > 0) call.onNotice(formatProblems(warnings));

  const launcher = new LocalLauncher(stageSettings(options, session, loaded.backbones), call);
  const features = new FeatureCache({ store: session.store, limitBytes: options.cacheLimitBytes });
  const journalFile = journalPath(session.journals, loaded.sweepId);
  const claim = await claimSweep(journalFile, call);
  try {
    const isPending = plan.stages.some(({ key, kind }) => kind !== 'dataset' && !cached.has(key));
    const backend = isPending ? await launcher.open() : undefined;
    if (backend) refuseUnsupported(prepared, backend);
    const expectation = isPending
      ? await expectSweep(prepared, {
          launcher,
          cacheFolder: session.weightsPlaces.cacheFolder,
          storeFolder: session.folder,
          force,
          onProgress: call.onProgress,
        })
      : undefined;
    const before = await readSweepBefore(journalFile);
    const tracking = await openTracking({
      ...{ ...session, ...call, prepared, expectation, backend, before },
      context: session,
      trackingUri: options.trackingUri,
      replicate: sharing,
      overrides: options.set ?? [],
    });
    const ended: RunEnded[] = [];
    const onEvent = (event: SweepEvent) => {
      if (event.type === 'run-ended') ended.push(event);
      expectation?.watch(event);
      call.onEvent(event);
    };
    const outcome = await executeSweep({
      ...{ ...call, prepared, launcher, features, onEvent },
      store: session.store,
      tracking: tracking.sweep,
      workspace: session.workspace,
      async keepModels() {
        if (!sharing) return;
        await keepModels({
          ...{ ...call, prepared, journalFile, tracker: tracking.sweep },
          ...{ store: session.store, folder: new StoreFolder(session.folder) },
          weightsPlaces: session.weightsPlaces,
        });
      },
      ...(expectation && { estimate: expectation.estimate }),
      ...(retryFailed && { retryFailed: before.runs }),
    });
    await expectation?.learn();
    const result = sweepResult(prepared, signal.aborted ? 'interrupted' : outcome, ended);
    const hint = await tracking.close();
    return { ...result, ...(hint !== undefined && { hint }) };
  } finally {
    await launcher.close();
    await features.close();
    await claim.release();
  }
}

/** Weights from elsewhere than planned are other weights, so after a download the plan is made anew. */
async function prepareWithWeights(
  options: RunSweepOptions,
  session: Session,
  call: Call,
): Promise<PreparedSweep> {
  const prepared = await prepare(options, session, call);
  const fetched = await fetchMissingWeights(prepared, session.weightsPlaces, call);
  return fetched ? prepare(options, session, call) : prepared;
}
