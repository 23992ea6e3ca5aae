import {
  formatProblems,
  type ClusterName,
  type Problem,
  type StageKind,
  type TakenSettings,
} from '@thaw/core';
import { latestCalibration, type Calibration } from '@thaw/execution/calibration';
import { ignoreInGit } from '@thaw/execution/store';
import { journalPath } from '@thaw/tracker/journals';
import { resolve } from 'node:path';
import { checkStoredFeatures } from '../sweep/dataset-use.js';
import { estimatedMachine, estimateSweep, unmeasured, type SweepEstimate } from '../sweep/estimate-sweep.js';
import { together } from '../sweep/together.js';
import { planBudget } from '../sweep/plan-budget.js';
import { prepareSweep, type PreparedSweep } from '../sweep/prepare-sweep.js';
import { readSweepBefore } from '../sweep/runs-before.js';
import { inCall, type Call } from './call.js';
import { openSession, type Session } from './open-session.js';
import type { SpecOptions, WorkerOptions } from './options.js';
import type { PlannedBudget } from './results.js';
import { surroundingsOf, weightsPlaces } from './surroundings.js';
import { workersOf } from './workers.js';

/** How a sweep is planned beyond what its spec says. */
export interface PlanningOptions {
  readonly sharing?: boolean;
  readonly recompute?: readonly StageKind[];
  /** What has been measured by now for `auto`, by question. */
  readonly taken?: ReadonlyMap<string, TakenSettings>;
  /** Leave open what was decided before. */
  readonly decidesAnew?: boolean;
}

/** What validating, planning and sweeping begin with. */
export async function prepare(
  {
    spec,
    set = [],
    rehash = false,
    sharing = true,
    recompute = [],
    taken = new Map(),
    decidesAnew = false,
    backend,
    device,
    gpuIndex,
  }: SpecOptions & PlanningOptions,
  { cwd, env, folder, store, weightsPlaces }: Session,
  { onProgress, signal }: Call,
): Promise<PreparedSweep> {
  const prepared = await prepareSweep({
    spec: typeof spec === 'string' ? resolve(cwd, spec) : spec,
    overrides: set,
    ...{
      cwd,
      env,
      rehash,
      recompute,
      sharing,
      taken,
      decidesAnew,
      store,
      weightsPlaces,
      backend,
      device,
      gpuIndex,
    },
    storeFolder: folder,
    onProgress(progress) {
      signal.throwIfAborted();
      onProgress(progress);
    },
  });
  await ignoreInGit(folder);
  return prepared;
}

/** A sweep of which all is known that can be known without running it. */
export interface CheckedSweep {
  readonly session: Session;
  readonly prepared: PreparedSweep;
  /** What works but is hardly meant. */
  readonly warnings: readonly Problem[];
}

/** Throws where a sweep would be refused. */
export async function prepareAndCheck(options: SpecOptions, call: Call): Promise<CheckedSweep> {
  const session = await openSession(options, call);
  const prepared = await prepare(options, session, call);
  const warnings = [prepared.loaded, ...prepared.datasets.values()].flatMap((read) => read.warnings);
  if (warnings.length > 0) call.onNotice(formatProblems(warnings));
  await checkStoredFeatures(prepared, session.store, call.onNotice);
  return { session, prepared, warnings };
}

export interface EstimatedSweep extends CheckedSweep {
  readonly estimate: SweepEstimate;
  /** What the estimate rests on; none while this machine was not measured. */
  readonly calibration: Calibration | undefined;
  /** What the spec's budget comes to, if it has one. */
  readonly budget: PlannedBudget | undefined;
}

export interface PlanOptions extends SpecOptions, WorkerOptions {}

/** Checked, and estimated for this machine. */
export const estimatedSweep = (options: PlanOptions): Promise<EstimatedSweep> =>
  inCall(options, async (call) => {
    const checked = await prepareAndCheck(options, call);
    const expected = await (options.launcher && options.launcher !== 'local'
      ? expectedOnCluster(options.launcher, checked, options)
      : expectedHere(checked, options));
    const { loaded } = checked.prepared;
    if (Object.keys(loaded.budget).length === 0) return { ...checked, ...expected, budget: undefined };
    // Of a thousand runs it takes longer to read than to plan them.
    const journalFile = journalPath(checked.session.journals, loaded.sweepId);
    const { spent } = await readSweepBefore(journalFile, []);
    return { ...checked, ...expected, budget: planBudget(checked.prepared, expected.estimate, spent) };
  });

type Expected = Pick<EstimatedSweep, 'estimate' | 'calibration'>;

/** Of a cluster it is known what it is asked for, and not how fast its nodes are. */
async function expectedOnCluster(
  launcher: ClusterName,
  { prepared, session }: CheckedSweep,
  { workers, backend = 'auto' }: PlanOptions,
): Promise<Expected> {
  const { profileOf } = await import('./cluster.js');
  const { maxJobs, ...asks } = profileOf(launcher, prepared, { workers }, session, { backend });
  const estimate = { ...estimateSweep(prepared, unmeasured), cluster: { launcher, maxJobs, asks } };
  return { estimate, calibration: undefined };
}

async function expectedHere({ prepared }: CheckedSweep, options: PlanOptions): Promise<Expected> {
  const workers = await workersOf(options);
  const calibration = await latestCalibration(weightsPlaces(surroundingsOf(options)).cacheFolder, {
    onGpu: prepared.loaded.gpu !== undefined,
    ...(options.backend && { backend: options.backend }),
    workers,
  });
  const machine = calibration ? estimatedMachine(calibration) : unmeasured;
  const alone = estimateSweep(prepared, machine);
  const { plan, cached } = prepared;
  const secondsOf = (key: string) => alone.stages.get(key)?.seconds;
  const shared = together({ plan, cached, workers, secondsOf, time: alone });
  return { estimate: { ...alone, ...(shared && { together: shared }) }, calibration };
}
