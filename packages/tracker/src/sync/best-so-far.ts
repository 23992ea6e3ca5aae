import { mlflowName } from '../mlflow/limits.js';
import type { Metric } from '../mlflow/rest-types.js';
import type { RunState } from '../runs/run-state.js';
import type { SweepState } from '../runs/sweep-state.js';
import { isBetter, lastOf, objectiveOf } from './rank-sweep.js';

/** A section of its own, so that a search for the best `val/accuracy` finds a run and not the sweep. */
const bestName = (metric: string): string => mlflowName(`sweep/best_${metric}`);

export interface BestSoFar {
  readonly run?: RunState;
  /** A step a finished run, in the order in which they first finished: executing one again moves no point. */
  readonly metrics: readonly Metric[];
}

/**
 * The parent's own metrics: the objective of the best run so far, and what it reached on the test images.
 */
export function bestSoFar(sweep: SweepState): BestSoFar {
  const { metric } = sweep.started!.objective;
  const finished = sweep.runs
    .filter(({ firstFinishedMs }) => firstFinishedMs !== undefined)
    .toSorted((a, b) => a.firstFinishedMs! - b.firstFinishedMs!);
  let best: RunState | undefined;
  let bestValue: number | undefined;
  const metrics: Metric[] = [];
  finished.forEach((run, index) => {
    const value = objectiveOf(sweep, run);
    if (isBetter(sweep, value, bestValue)) [best, bestValue] = [run, value];
    if (!best) return;
    const at = { timestamp: run.firstFinishedMs!, step: index + 1 };
    metrics.push({ key: bestName(metric), value: bestValue!, ...at });
    for (const tested of best.series.keys()) {
      if (tested.startsWith('test_'))
        metrics.push({ key: bestName(tested), value: lastOf(best, tested)!, ...at });
    }
  });
  return { ...(best && { run: best }), metrics };
}
