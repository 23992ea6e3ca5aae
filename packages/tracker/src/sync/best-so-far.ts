import { objectiveOf, runOrder } from '@thaw/core';
import { mlflowName } from '../mlflow/limits.js';
import type { Metric } from '../mlflow/rest-types.js';
import { metricValue } from '../runs/run-record.js';
import type { RunState } from '../runs/run-state.js';
import type { SweepState } from '../runs/sweep-state.js';

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
  const { objective } = sweep.started!;
  // One that finished once stays finished here while it is executed again.
  const finished = sweep.runs
    .filter(({ firstFinishedMs }) => firstFinishedMs !== undefined)
    .toSorted((a, b) => a.firstFinishedMs! - b.firstFinishedMs!)
    .map((run) => ({ run, status: 'finished', metrics: run.metrics }));
  const compare = runOrder(objective);
  let best: (typeof finished)[number] | undefined;
  const metrics: Metric[] = [];
  finished.forEach((each, index) => {
    if (objectiveOf(each, objective) !== undefined && (!best || compare(each, best) < 0)) best = each;
    if (!best) return;
    const at = { timestamp: each.run.firstFinishedMs!, step: index + 1 };
    metrics.push({ key: bestName(objective.metric), value: objectiveOf(best, objective)!, ...at });
    for (const [tested, value] of Object.entries(best.metrics)) {
      if (tested.startsWith('test_'))
        metrics.push({ key: bestName(tested), value: metricValue(value), ...at });
    }
  });
  return { ...(best && { run: best.run }), metrics };
}
