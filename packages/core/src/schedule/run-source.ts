import type { PlannedRun } from '../plan/plan.js';
import type { RunEnd } from './run-news.js';

/**
 * Says which run comes next. Rules every source keeps:
 * - The same answers make it propose the same runs in the same order.
 * - `wait` while it has to know more of the runs that are under way; never when none is.
 * - `undefined` once there is nothing more to try, and from then on.
 */
export interface RunSource {
  next(): PlannedRun | 'wait' | undefined;
  /** A run that it proposed has ended, with these metrics, as far as it came. */
  tell(run: PlannedRun, end: RunEnd, metrics: Readonly<Record<string, number>>): void;
  /** Runs that are certain to come, in order, as far as they are known: their features are kept. */
  coming(): readonly PlannedRun[];
}

/** Runs that are all known before: of a grid, or drawn at random. */
export function listedRuns(runs: readonly PlannedRun[]): RunSource {
  let next = 0;
  return {
    next: () => runs[next++],
    tell() {},
    coming: () => runs.slice(next),
  };
}
