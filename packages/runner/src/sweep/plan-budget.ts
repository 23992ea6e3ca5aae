import { runsWithin, type PlanEstimate, type Spent } from '@thaw/core';
import type { PlannedBudget } from '../api/results.js';
import { count } from '../text/count.js';
import { roughDuration } from '../text/duration.js';
import type { PreparedSweep } from './prepare-sweep.js';

/** What a spec's budget comes to by a plan; undefined if it has none. */
export function planBudget(
  { loaded, plan, cached }: Pick<PreparedSweep, 'loaded' | 'plan' | 'cached'>,
  { stages, seconds }: PlanEstimate,
  spent: Spent,
): PlannedBudget | undefined {
  const { budget: limits } = loaded;
  if (Object.keys(limits).length === 0) return undefined;
  const isTimed = limits.hours !== undefined && seconds !== undefined;
  const secondsOf = (key: string) => stages.get(key)?.seconds ?? 0;
  return {
    ...limits,
    spentHours: spent.seconds / 3600,
    ...(isTimed && { expectedRuns: runsWithin({ plan, stored: cached, secondsOf, limits, spent }) }),
  };
}

/** For people. */
export function budgetLines(budget: PlannedBudget | undefined, { runs, runsToCome }: SizedSweep): string[] {
  if (!budget) return [];
  const { hours, target, spentHours, expectedRuns } = budget;
  const already = spentHours > 0 ? `, of which ${roughDuration(3600 * spentHours)} are spent` : '';
  return [
    ...(hours === undefined
      ? []
      : [
          `It ends after ${roughDuration(3600 * hours)} of computing${already}${fitText(expectedRuns, { runs, runsToCome })}.`,
        ]),
    ...(target === undefined ? [] : [`It ends once the objective comes to ${target}.`]),
  ];
}

interface SizedSweep {
  readonly runs: number;
  readonly runsToCome: number;
}

function fitText(expected: number | undefined, { runs, runsToCome }: SizedSweep): string {
  if (expected === undefined) return '';
  if (expected < runs) return `: about ${expected} of these ${count(runs, 'run')} should begin within them`;
  return runsToCome > 0
    ? ': all of these runs should begin within them, and as many more as fit'
    : ': all of these runs should begin within them';
}
