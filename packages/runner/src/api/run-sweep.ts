import { formatProblems, type StageKind } from '@thaw/core';
import { requireWritableTemporary } from '@thaw/execution/files';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimSweep, whileClaimed } from '../sweep/claim-sweep.js';
import { keptLine } from '../rank/kept-line.js';
import { decideMeasured } from '../sweep/decide-measured.js';
import { fetchMissingWeights } from '../sweep/fetch-missing-weights.js';
import type { PreparedSweep } from '../sweep/prepare-sweep.js';
import { openBefore } from './backend.js';
import { inCall, type Call } from './call.js';
import { openSession, type Session } from './open-session.js';
import type { BackendOptions, SpecOptions, WorkerOptions } from './options.js';
import { prepare, type PlanningOptions } from './prepare.js';
import type { SweepResult } from './results.js';
import { sweepPrepared } from './sweep-prepared.js';

export interface RunSweepOptions extends SpecOptions, BackendOptions, WorkerOptions {
  /** The MLflow server. Default: `MLFLOW_TRACKING_URI`, else the one that the spec names. */
  readonly trackingUri?: string;
  /** Execute only runs that failed before. Default: false. */
  readonly retryFailed?: boolean;
  /** Evict the least recently used features of the store beyond this size. Default: none. */
  readonly cacheLimitBytes?: number;
  /** Compute stages of these kinds, and what is made from them, again, and replace what is stored. */
  readonly recompute?: readonly Exclude<StageKind, 'model' | 'score'>[];
  /** Measure this machine again, if there is something to compute, and decide anew what the spec leaves to measuring. Default: false. */
  readonly recalibrate?: boolean;
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
    const { hint: _, ...result } = await sweepIn({ ...options, store, cache: 'none' }, call);
    return result;
  } finally {
    await rm(store, { recursive: true, force: true });
  }
}

async function sweepIn(options: RunSweepOptions, call: Call): Promise<SweepResult> {
  const { session, prepared } = await readyToSweep(options, call);
  return sweepPrepared(prepared, options, session, call);
}

/** Whether a sweep can begin is seen before it does: its store, spec, data and weights. */
export async function readyToSweep(
  options: RunSweepOptions,
  call: Call,
): Promise<{ readonly session: Session; readonly prepared: PreparedSweep }> {
  const session = await openSession(options, call);
  await session.place.requireWritable();
  await requireWritableTemporary();
  const prepared = await prepareWithWeights(options, session, call);
  for (const { warnings } of [prepared.loaded, ...prepared.datasets.values()])
    if (warnings.length > 0) call.onNotice(formatProblems(warnings));
  return { session, prepared };
}

/** Weights from elsewhere than planned are other weights, so after a download the plan is made anew. */
async function prepareWithWeights(
  options: RunSweepOptions,
  session: Session,
  call: Call,
): Promise<PreparedSweep> {
  const { prepared: measured, taken } = await prepareMeasured(options, session, call);
  const planning = { ...options, ...(taken && { taken }) };
  const prepared = await prepareScreened(measured, planning, session, call);
  const fetched = await fetchMissingWeights(prepared, session.weightsPlaces, call);
  return fetched ? prepare(planning, session, call) : prepared;
}

/** Which networks a sweep keeps is known once they are compared, and then it is planned once more. */
async function prepareScreened(
  planned: PreparedSweep,
  options: RunSweepOptions & PlanningOptions,
  session: Session,
  call: Call,
): Promise<PreparedSweep> {
  let prepared = planned;
  // Again only if images have changed meanwhile.
  while (prepared.toScreen) {
    const part = prepared;
    const open = () => openBefore(part, options, session, call);
    const { scoreCandidates, scoredStages } = await import('../rank/score-candidates.js');
    const scored = await scoreCandidates(prepared.toScreen.candidates, { ...call, ...session, open });
    session.uploads?.add(scoredStages(scored));
    prepared = await prepare({ ...options, rehash: false }, session, call);
    if (prepared.networks) call.onNotice(`screened: ${keptLine(prepared.networks)}`);
  }
  return prepared;
}

/** What is left to measuring is part of what is planned, so it is planned twice where nothing has been decided yet. */
async function prepareMeasured(options: RunSweepOptions, session: Session, call: Call) {
  const { recalibrate = false } = options;
  const prepared = await prepare({ ...options, decidesAnew: recalibrate }, session, call);
  if (prepared.loaded.measured.every((each) => each.taken)) return { prepared };
  const { cacheFolder } = session.weightsPlaces;
  const open = () => openBefore(prepared, options, session, call);
  const decide = (call: Call) =>
    decideMeasured(prepared, { ...call, open, cacheFolder, replaces: recalibrate });
  const { sweepId } = prepared.loaded;
  // What a process decides by that executes the sweep just now is not replaced.
  const taken = await (recalibrate ? claimed(session, sweepId, call, decide) : decide(call));
  return { prepared: await prepare({ ...options, rehash: false, taken }, session, call), taken };
}

async function claimed<Result>(
  session: Session,
  sweep: string,
  caller: Call,
  act: (call: Call) => Promise<Result>,
): Promise<Result> {
  const claim = await claimSweep(session, sweep, caller);
  const { signal, throwIfTaken } = whileClaimed(claim, caller.signal);
  try {
    return await act({ ...caller, signal });
  } catch (error) {
    throwIfTaken();
    throw error;
  } finally {
    await claim.release();
  }
}
