import type { Plan, PlannedRun } from '../plan/plan.js';
import { covers, neededBy } from './needed.js';

/**
 * How long it should take to compute what a run needs and is not there; none where all is. As many times as its configuration is done: only trainings and
 * evaluations are each run's own.
 */
export function marginalSeconds(
  { run, stages }: PlannedRun,
  plan: Pick<Plan, 'stage'>,
  isMissing: (key: string) => boolean,
  secondsOf: (key: string) => number,
): number | undefined {
  const missing = stages.filter(isMissing);
  if (missing.length === 0) return undefined;
  const times = (key: string) => {
    const { kind } = plan.stage(key)!;
    return kind === 'train' || kind === 'evaluate' ? (run.group?.size ?? 1) : 1;
  };
  return missing.reduce((sum, key) => sum + times(key) * secondsOf(key), 0);
}

/** How long it should take to compute what all runs of a plan need and is not there. */
export const secondsTogether = (
  { stages }: Pick<Plan, 'stages'>,
  isMissing: (key: string) => boolean,
  secondsOf: (key: string) => number,
): number => stages.reduce((sum, { key }) => (isMissing(key) ? sum + secondsOf(key) : sum), 0);

/**
 * Which stages of runs that are planned aside would still be missing, were nothing stored, once these runs of a plan have ended. What others of the plan have come
 * to is stored, or is not there: they may have failed or been stopped, and features may have been evicted since.
 */
export function missingBeside(
  aside: Pick<Plan, 'stage'>,
  plan: Pick<Plan, 'stage'>,
  runs: readonly PlannedRun[],
): (key: string) => boolean {
  return (key) => {
    const planned = plan.stage(key);
    const coming = planned && neededBy(runs, planned);
    return !coming || !covers(coming, aside.stage(key)!);
  };
}
