import { own } from '../records/own.js';
import { goalOf, metricNames } from '../task/metrics.js';

export interface Objective {
  readonly metric: string;
  readonly goal: 'maximize' | 'minimize';
}

/** A run as far as it is ranked by: numbers of the weights that it ends with (`runMetrics`), NaN as a number or its name. */
export interface RankedBy {
  readonly status: string;
  /** Whether its sweep does not come to it any more, as where the same spec now finds another network: it has no say. */
  readonly isFormer?: boolean;
  readonly metrics: Readonly<Record<string, unknown>>;
}

export interface Ranked<Run> {
  readonly run: Run;
  /** From 1, shared by runs that nothing tells apart; absent for a run that has not finished or has no number. */
  readonly rank?: number;
  /** Of the objective; present where the rank is. */
  readonly value?: number;
}

/**
 * Best first. The rule, here and wherever else runs are put in order:
 * 1. A run that has finished comes before one that has not, and before one that the sweep had formerly.
 * 2. A finite value of the objective comes before none, NaN or an infinity.
 * 3. The better value comes first.
 * 4. Equal values are told apart by the other metrics of the validation images and then of training, in the order of
 *    `metricNames`. Test images have no say: whoever chooses by them has nothing left to test with.
 * 5. Runs that are equal in all of that share a rank, and stand in the order in which they were given: the spec's.
 * Runs without a rank stand in that order too.
 */
export function rankRuns<Run>(
  runs: readonly Run[],
  objective: Objective,
  by: (run: Run) => RankedBy,
): readonly Ranked<Run>[] {
  const compare = runOrder(objective);
  const ordered = runs.map((run) => ({ run, by: by(run) })).toSorted((a, b) => compare(a.by, b.by));
  let rank = 0;
  return ordered.map(({ run, by: own }, index) => {
    const value = objectiveOf(own, objective);
    if (value === undefined) return { run };
    const before = ordered[index - 1];
    if (!before || compare(before.by, own) !== 0) rank = index + 1;
    return { run, rank, value };
  });
}

/** The same rule for two runs: negative where the first comes first, 0 where nothing tells them apart. */
export function runOrder(objective: Objective): (a: RankedBy, b: RankedBy) => number {
  const measures = [objective, ...tieBreakers.filter(({ metric }) => metric !== objective.metric)];
  return (a, b) => {
    const standing = standingOf(a, objective) - standingOf(b, objective);
    if (standing !== 0 || objectiveOf(a, objective) === undefined) return standing;
    for (const measure of measures) {
      const [first, second] = [costOf(a, measure), costOf(b, measure)];
      if (first !== second) return first < second ? -1 : 1;
    }
    return 0;
  };
}

/** What a run is ranked by, if it has finished, has a number, and is not a former one. */
export function objectiveOf(run: RankedBy, { metric }: Objective): number | undefined {
  const value = Number(own(run.metrics, metric) ?? NaN);
  return mayRank(run) && Number.isFinite(value) ? value : undefined;
}

const mayRank = ({ status, isFormer = false }: RankedBy): boolean => status === 'finished' && !isFormer;

const standingOf = (run: RankedBy, objective: Objective): number =>
  !mayRank(run) ? 2 : objectiveOf(run, objective) === undefined ? 1 : 0;

/** The smaller, the better. */
const costOf = (run: RankedBy, measure: Objective): number => {
  const value = objectiveOf(run, measure);
  return value === undefined ? Infinity : measure.goal === 'maximize' ? -value : value;
};

const tieBreakers: readonly Objective[] = metricNames
  .toSorted((a, b) => Number(b.startsWith('val_')) - Number(a.startsWith('val_')))
  .map((metric) => ({ metric, goal: goalOf(metric) }));
