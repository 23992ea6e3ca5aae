import type { PlanEstimate, StageEstimate } from '@thaw/core';
import type { PlanTotal } from '../api/results.js';
import { roughRange } from '../text/duration.js';
import { count } from '../text/count.js';
import { amountsOf } from './amounts-of.js';
import type { PreparedSweep } from './prepare-sweep.js';

export interface PlannedSpec {
  readonly prepared: PreparedSweep;
  readonly estimate: PlanEstimate;
}

/** What several specs come to, where whatever they share is done and counted once. */
export function planTotal(specs: readonly PlannedSpec[]): PlanTotal {
  const runs = specs.flatMap(({ prepared }) => prepared.loaded.runs.map(({ id }) => id));
  const keys = specs.flatMap(({ prepared }) => prepared.plan.stages.map(({ key }) => key));
  const pending = new Map<string, StageEstimate>();
  for (const { prepared, estimate } of specs) {
    for (const { key } of prepared.plan.stages) {
      if (prepared.cached.has(key)) continue;
      const [before, now] = [pending.get(key), estimate.stages.get(key)!];
      // A training that one reads further than another is as long as the longest.
      if (!before || before.flops < now.flops) pending.set(key, now);
    }
  }
  return {
    ...{ specs: specs.length, runs: new Set(runs).size, sharedRuns: runs.length - new Set(runs).size },
    ...{ stages: new Set(keys).size, sharedStages: sharedOf(keys), toCompute: pending.size },
    estimate: amountsOf([...pending.values()]),
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
  const { sharedRuns, sharedStages, toCompute, estimate } = total;
  const twice = sharedRuns > 0 ? ` (${sharedRuns} asked for more than once)` : '';
  const shared = sharedStages > 0 ? ` (${sharedStages} shared by specs and counted once)` : '';
  const range = estimate.secondsRange;
  const time = range && range[1] > 0 ? `; ${roughRange(range)}` : '';
  const [specs, runs, stages] = (['spec', 'run', 'stage'] as const).map((noun) =>
    count(total[`${noun}s`], noun),
  );
  return `in all ${specs}: ${runs}${twice}, in ${stages}${shared}, ${toCompute} to compute${time}`;
}
