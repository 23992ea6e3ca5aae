import { own } from '../records/own.js';
import type { RunGroup } from '../sweep/run.js';
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
  /** Present where its configuration is done several times. */
  readonly group?: RunGroup | undefined;
  /** How many images have validated it, where that is known. */
  readonly validationImages?: number | undefined;
}

/** The rule of `rankGroups` for two runs: negative where the first comes first, 0 where nothing tells them apart. */
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
