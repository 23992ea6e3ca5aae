import { asOneRun, objectiveOf, runOrder, type JournaledRun, type JournaledSweep } from '@thaw/core';
import { mlflowName } from '../limits.js';
import type { Metric } from '../rest-types.js';
import { metricValue } from '../../runs/run-record.js';
import { finalName, isQuality } from './metric-names.js';

/** A section of its own: how the best run got better from run to run. */
const bestName = (metric: string): string => mlflowName(`sweep/best_${metric}`);

export interface BestSoFar {
  readonly run?: JournaledRun;
  /** A step a finished run, in the order in which they first finished: executing one again moves no point. */
  readonly metrics: readonly Metric[];
}

/**
 * The parent's own metrics: what the best run so far ends with, by the names that the run has it by, so that the row of
 * a sweep has its columns filled while its runs are folded away; and how the objective and the test metrics got better.
 */
export function bestSoFar(sweep: JournaledSweep): BestSoFar {
  const { objective, timeMs } = sweep.started;
  const current = new Set(sweep.currentRuns);
  // One that finished once stays finished here while it is executed again and repeats its points.
  const finished = sweep.runs
    .filter(({ firstFinishedMs, isSettled }) => firstFinishedMs !== undefined && isSettled)
    .toSorted((a, b) => a.firstFinishedMs! - b.firstFinishedMs!)
    .map((run) => ({ run, status: 'finished', metrics: run.metrics, group: run.group }));
  /** Those of each group so far. */
  const members = new Map<string, typeof finished>();
  const compare = runOrder(objective);
  let best:
    | { readonly run: JournaledRun; readonly status: string; readonly metrics: JournaledRun['metrics'] }
    | undefined;
  // Runs that are not of the sweep any more keep their steps, and what was best then is taken back there.
  let revisionMs = current.size < sweep.runs.length ? timeMs : 0;
  const metrics: Metric[] = [];
  finished.forEach((each, index) => {
    const { group } = each;
    if (group) members.set(group.id, [...(members.get(group.id) ?? []), each]);
    // A group counts once all of it has finished, by its mean.
    const one = group ? asOneRun({ group, members: members.get(group.id)! }) : each;
    const counts = current.has(each.run) && objectiveOf(one, objective) !== undefined;
    if (counts && (!best || compare(one, best) < 0))
      best = { run: group ? members.get(group.id)![0]!.run : each.run, ...one };
    revisionMs = Math.max(revisionMs, each.run.revisionMs);
    if (!best) return;
    // Of several points of a step MLflow goes by the latest: results that have changed count.
    const at = { timestamp: Math.max(each.run.firstFinishedMs!, revisionMs), step: index + 1 };
    metrics.push({ key: bestName(objective.metric), value: objectiveOf(best, objective)!, ...at });
    for (const [name, value] of Object.entries(best.metrics)) {
      const point = { value: metricValue(value), ...at };
      if (name.startsWith('test_')) metrics.push({ key: bestName(name), ...point });
      if (isQuality(name)) metrics.push({ key: finalName(name), ...point });
    }
  });
  return { ...(best && { run: best.run }), metrics };
}
