import type { RunState } from '../runs/run-state.js';
import type { SweepState } from '../runs/sweep-state.js';

/** What the sweep judged a finished run by; before that, its objective's last value counts. */
const objectiveMetric = 'objective';

export interface RankedRun {
  readonly run: RunState;
  /** Of the objective; absent while it is not known. */
  readonly value: number | undefined;
}

/** Best first; runs without a number come last. */
export function rankRuns(sweep: SweepState): readonly RankedRun[] {
  return sweep.runs
    .map((run) => ({ run, value: objectiveOf(sweep, run) }))
    .toSorted((a, b) => (isBetter(sweep, a.value, b.value) ? -1 : isBetter(sweep, b.value, a.value) ? 1 : 0));
}

export const objectiveOf = (sweep: SweepState, run: RunState): number | undefined =>
  lastOf(run, objectiveMetric) ?? lastOf(run, sweep.started!.objective.metric);

/** Any number is better than none. */
export function isBetter(
  { started }: SweepState,
  value: number | undefined,
  than: number | undefined,
): boolean {
  if (value === undefined || Number.isNaN(value)) return false;
  if (than === undefined || Number.isNaN(than)) return true;
  return started!.objective.goal === 'maximize' ? value > than : value < than;
}

export const lastOf = (run: RunState, metric: string): number | undefined =>
  run.series.get(metric)?.values.at(-1);
