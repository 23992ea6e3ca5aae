import type { RefusedRun } from '@thaw/core';
import { FeatureCache } from '@thaw/execution/store';
import { journalPath } from '@thaw/tracker/journals';
import type { RunEnded, SweepEvent } from '../events/sweep-event.js';
import { keepModels } from '../export/keep-models.js';
import { Admission } from '../sweep/admission.js';
import { claimSweep, whileClaimed } from '../sweep/claim-sweep.js';
import { executeSweep } from '../sweep/execute-sweep.js';
import { openTracking } from '../sweep/open-tracking.js';
import type { PreparedSweep } from '../sweep/prepare-sweep.js';
import { readSweepBefore } from '../sweep/runs-before.js';
import type { SweepTracking } from '../sweep/sweep-tracking.js';
import { openComputing, stageSettings } from './backend.js';
import type { Call } from './call.js';
import type { Session } from './open-session.js';
import type { SweepResult } from './results.js';
import { whileUploading } from './while-uploading.js';
import type { RunSweepOptions } from './run-sweep.js';
import { sweepResult, withSelection } from './sweep-result.js';

/** Says something more of a sweep that was not interrupted, while its journal is still open. */
export type OnResult = (result: SweepResult, tracking: SweepTracking) => Promise<void>;

const budgetOf = ({ left, endedBy }: SweepEvent & { readonly type: 'sweep-ended' }): SweepResult['budget'] =>
  left && { left, ...(endedBy && { endedBy }) };

/** Opens what a sweep that has been planned needs, has it executed, and closes it all. */
export const sweepPrepared = (
  ...[prepared, options, session, caller, onResult]: Parameters<typeof sweepHere>
): Promise<SweepResult> =>
  whileUploading(session, caller, () => sweepHere(prepared, options, session, caller, onResult));

async function sweepHere(
  prepared: PreparedSweep,
  options: RunSweepOptions,
  session: Session,
  caller: Call,
  onResult?: OnResult,
): Promise<SweepResult> {
  const { plan, loaded } = prepared;
  const { force = false, recalibrate = false, retryFailed = false, sharing = true } = options;
  const decided = loaded.measured.flatMap(({ taken }) => taken ?? []);
  const settings = stageSettings(options, session, loaded.backbones, decided);
  const launcher = await openComputing(settings, options, { part: prepared, session }, caller);
  const workers = launcher.capacity;
  const features = new FeatureCache({ store: session.local, limitBytes: options.cacheLimitBytes });
  const journalFile = journalPath(session.journals, loaded.sweepId);
  const claim = await claimSweep(session, loaded.sweepId, caller);
  const { signal, throwIfTaken } = whileClaimed(claim, caller.signal);
  const call = { ...caller, signal };
  try {
    const admission = new Admission({
      ...{ launcher, force, recalibrate, onProgress: call.onProgress, storeFolder: session.folder },
      cacheFolder: session.weightsPlaces.cacheFolder,
      onNotice: call.onNotice,
    });
    await admission.admit(prepared);
    const { backend, expectation } = admission;
    const before = await readSweepBefore(
      journalFile,
      loaded.runs.map(({ id }) => id),
    );
    if (retryFailed && before.runs.size === 0)
      call.onNotice('this sweep was not run before, so nothing of it has failed');
    const tracking = await openTracking({
      ...{ ...session, ...call, prepared, expectation, backend, before },
      context: session,
      trackingUri: options.trackingUri,
      replicate: sharing,
      overrides: options.set ?? [],
    });
    try {
      const ended: RunEnded[] = [];
      const refused: RefusedRun[] = [];
      let budget: SweepResult['budget'];
      const onEvent = (event: SweepEvent) => {
        if (event.type === 'run-ended') ended.push(event);
        if (event.type === 'stage-ended') session.uploads?.add([event]);
        if (event.type === 'sweep-ended') budget = budgetOf(event);
        admission.watch(event);
        call.onEvent(event);
      };
      // What earlier sweeps could not upload, or computed without a cache.
      session.uploads?.add(plan.stages.filter(({ key }) => prepared.cached.has(key)));
      const outcome = await executeSweep({
        ...{ ...call, prepared, launcher, features, onEvent },
        store: session.store,
        tracking: tracking.sweep,
        workspace: session.workspace,
        async keepModels() {
          if (!sharing) return;
          await keepModels({
            ...{ ...call, prepared, ended, before: before.runs, tracker: tracking.sweep },
            ...{ store: session.store, place: session.place },
            weightsPlaces: session.weightsPlaces,
          });
        },
        admit: (part) => admission.admit(part),
        onRefused: (run) => refused.push(run),
        estimateOf: (key) => admission.estimateOf(key),
        workers,
        ...{ spent: before.spent, weighed: before.weighed },
        weigh: (part) => admission.weigh(part),
        ...(retryFailed && { retryFailed: before.runs }),
      });
      // A pass is told of by one of its stages.
      session.uploads?.add(
        plan.stages.filter(({ key, kind }) => kind === 'features' && !prepared.cached.has(key)),
      );
      throwIfTaken();
      await admission.learn(plan);
      const status = signal.aborted ? 'interrupted' : outcome;
      const ranked = await withSelection(
        sweepResult(prepared, status, ended, refused),
        prepared,
        session.store,
      );
      const result = { ...ranked, ...(budget && { budget }) };
      if (result.status !== 'interrupted') await onResult?.(result, tracking.sweep);
      const hint = await tracking.close();
      return { ...result, ...(hint !== undefined && { hint }) };
    } finally {
      await tracking.close();
    }
  } finally {
    try {
      await launcher.close();
    } finally {
      await features.close().finally(() => claim.release());
    }
  }
}
