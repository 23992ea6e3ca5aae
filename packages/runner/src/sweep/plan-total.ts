import type { StageEstimate } from '@thaw/core';
import type { PlanTotal } from '../api/results.js';
import { roughRange } from '../text/duration.js';
import { count } from '../text/count.js';
import { amountsOf, oneAfterTheOther } from './amounts-of.js';
import type { SweepEstimate } from './estimate-sweep.js';
import type { PreparedSweep } from './prepare-sweep.js';

export interface PlannedSpec {
  readonly prepared: PreparedSweep;
  readonly estimate: SweepEstimate;
}

/**
 * What several specs come to, where whatever they share is done and counted once. Of grids over networks that are still to be compared it is the
 * most, and none of it shared: which of them share something is known once they are.
 */
export function planTotal(specs: readonly PlannedSpec[]): PlanTotal {
  const known = specs.filter(({ estimate }) => !estimate.screening?.atMost);
  const screened = specs.flatMap(({ estimate }) => {
    const { passes, atMost } = estimate.screening ?? {};
    return passes && atMost ? [{ estimate, passes, atMost }] : [];
  });
  const runs = known.flatMap(({ prepared }) => prepared.loaded.runs.map(({ id }) => id));
  const keys = known.flatMap(({ prepared }) => prepared.plan.stages.map(({ key }) => key));
  const pending = new Map<string, StageEstimate>();
  for (const { prepared, estimate } of known) {
    for (const { key } of prepared.plan.stages) {
      if (prepared.cached.has(key)) continue;
      const [before, now] = [pending.get(key), estimate.stages.get(key)!];
      // A training that one reads further than another is as long as the longest.
      if (!before || before.flops < now.flops) pending.set(key, now);
    }
  }
  const most = (count: (each: (typeof screened)[number]) => number) =>
    screened.reduce((sum, each) => sum + count(each), 0);
  return {
    ...{ specs: specs.length, screened: screened.length },
    runs: new Set(runs).size + most(({ atMost }) => atMost.runs),
    sharedRuns: runs.length - new Set(runs).size,
    stages: new Set(keys).size + most(({ atMost }) => atMost.stages),
    sharedStages: sharedOf(keys),
    toCompute: pending.size + most(({ passes, atMost }) => passes.toCompute + atMost.toCompute),
    estimate: screened.reduce(
      (sum, each) => oneAfterTheOther(sum, each.estimate),
      amountsOf([...pending.values()]),
    ),
  };
}

/** How many of several plans' stages are in more than one. */
function sharedOf(keys: readonly string[]): number {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const key of keys) (seen.has(key) ? shared : seen).add(key);
  return shared.size;
}

/** In one line. */
export function totalLine(total: PlanTotal): string {
  const { screened, sharedRuns, sharedStages, toCompute, estimate } = total;
  const atMost = screened > 0 ? 'at most ' : '';
  const twice = sharedRuns > 0 ? ` (${sharedRuns} asked for more than once)` : '';
  const shared = sharedStages > 0 ? ` (${sharedStages} shared by specs and counted once)` : '';
  const range = estimate.secondsRange;
  const time = range && range[1] > 0 ? `; ${roughRange(range)}` : '';
  const [specs, runs, stages] = (['spec', 'run', 'stage'] as const).map((noun) =>
    count(total[`${noun}s`], noun),
  );
  return `in all ${specs}: ${atMost}${runs}${twice}, in ${stages}${shared}, ${toCompute} to compute${time}`;
}
