import {
  missingBeside,
  secondsTogether,
  shortHash,
  ThawError,
  type PlanEstimate,
  type PlannedRun,
  type Run,
  type StageStore,
  type ExpectedSeconds,
} from '@thaw/core';
import { begunIn, findStored } from './find-stored.js';
import type { PreparedSweep, SweepPart } from './prepare-sweep.js';
import type { SweepTracking } from './sweep-tracking.js';

export interface WeighOptions {
  readonly prepared: PreparedSweep;
  readonly store: StageStore;
  /** What computing something takes that may join the sweep. */
  readonly weigh: (part: SweepPart) => Promise<PlanEstimate>;
  /** What earlier executions have weighed, by the choice. */
  readonly weighed: ReadonlyMap<string, ExpectedSeconds>;
  /** Runs of the plan that are under way or certain to come. */
  readonly remaining: readonly PlannedRun[];
  readonly tracking: Pick<SweepTracking, 'weighed'>;
}

/**
 * What the runs of each point are expected to cost beside what is stored and what is under way or certain to come. It is journaled, and an execution
 * that comes to the same choice takes the same: by then some of them are stored.
 */
export async function weighRuns(
  points: readonly (readonly Run[])[],
  options: WeighOptions,
): Promise<ExpectedSeconds> {
  // The first of several says which the others are.
  const choice = shortHash(points.map(([run]) => run?.id ?? null));
  const known = options.weighed.get(choice);
  if (known?.length === points.length) return known;
  const seconds: (number | undefined)[] = [];
  const begun = await begunIn(options.store);
  for (const runs of points)
    seconds.push(runs.length > 0 ? await secondsOf(runs, begun, options) : undefined);
  await options.tracking.weighed({ choice, seconds: seconds.map((each) => each ?? null) });
  return seconds;
}

async function secondsOf(
  runs: readonly Run[],
  begun: ReadonlySet<string>,
  { prepared, store, weigh, remaining }: WeighOptions,
): Promise<number | undefined> {
  try {
    const { plan, datasets } = await prepared.alone(runs);
    const isMissing = missingBeside(plan, prepared.plan, remaining);
    const lacking = plan.stages.filter(({ key }) => isMissing(key));
    const part = { stages: lacking, runs: plan.runs, stage: plan.stage.bind(plan) };
    const { cached: stored, stocks } = await findStored(part, { ...prepared, store, datasets, begun });
    const keys = plan.stages.map(({ key }) => key);
    const cached = new Set(keys.filter((key) => stored.has(key) || !isMissing(key)));
    const { stages } = await weigh({ ...prepared, plan, datasets, cached, stocks });
    const seconds = secondsTogether(
      plan,
      (key) => !cached.has(key),
      (key) => stages.get(key)?.seconds ?? NaN,
    );
    return Number.isNaN(seconds) ? undefined : seconds;
  } catch (error) {
    // Data or weights that cannot be read are told of where it is proposed.
    if (error instanceof ThawError) return undefined;
    throw error;
  }
}
