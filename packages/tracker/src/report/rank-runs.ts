import type { RunRecord, SweepRecord } from '../runs/run-record.js';

export interface RankedRun<Run extends { readonly record: RunRecord }> {
  readonly run: Run;
  /** From 1; absent for a run that has no number to be ranked by. */
  readonly rank?: number;
  /** Of the objective. */
  readonly value?: number;
}

/** Best first by the sweep's objective; runs that did not finish, or have no number, come last in their order. */
export function rankRuns<Run extends { readonly record: RunRecord }>(
  { objective }: Pick<SweepRecord, 'objective'>,
  runs: readonly Run[],
): readonly RankedRun<Run>[] {
  const sign = objective.goal === 'maximize' ? -1 : 1;
  const valued = runs.map((run) => ({ run, value: objectiveOf(run.record, objective.metric) }));
  const ranked = valued.filter(({ value }) => value !== undefined);
  return [
    ...ranked
      .toSorted((a, b) => sign * (a.value! - b.value!))
      .map(({ run, value }, index) => ({ run, value, rank: index + 1 })),
    ...valued.filter(({ value }) => value === undefined).map(({ run }) => ({ run })),
  ];
}

/** `objective` is what the sweep judged the run by: the metric's value at the epoch whose weights the run ends with. */
function objectiveOf({ status, metrics }: RunRecord, metric: string): number | undefined {
  if (status !== 'finished') return undefined;
  const value = Number(metrics['objective'] ?? metrics[metric]);
  return Number.isFinite(value) ? value : undefined;
}
