import { own } from '../records/own.js';
import type { RunGroup } from '../sweep/run.js';
import { goalOf, metricNames } from '../task/metrics.js';

export interface Objective {
  readonly metric: string;
  readonly goal: 'maximize' | 'minimize';
  /** Further ones that count as much: runs are then ranked by Pareto fronts. */
  readonly others?: readonly Omit<Objective, 'others'>[];
}

/** All that runs are ranked by. */
export const objectivesIn = ({ metric, goal, others = [] }: Objective): readonly Objective[] => [
  { metric, goal },
  ...others,
];

/** Whether runs are ranked by several that count as much. */
export const areSeveral = ({ others = [] }: Objective): boolean => others.length > 0;

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

/**
 * The rule of `rankGroups` for two runs: negative where the first comes first, 0 where nothing tells them apart. Of several objectives
 * the first counts first here, so that the first of all is on the front.
 */
export function runOrder(objective: Objective): (a: RankedBy, b: RankedBy) => number {
  const placeOf = placeInOrder(objective);
  return (a, b) => comparePlaces(placeOf(a), placeOf(b));
}

/** What a run is put in order by, the smaller the better: its standing, and where that is the best what it has cost. */
export function placeInOrder(objective: Objective): (run: RankedBy) => readonly number[] {
  const objectives = objectivesIn(objective);
  const isOne = (metric: string) => objectives.some((each) => each.metric === metric);
  const measures = [...objectives, ...tieBreakers.filter(({ metric }) => !isOne(metric))];
  return (run) => {
    const standing = standingOf(run, objective);
    return standing === 0 ? [standing, ...measures.map((measure) => costOf(run, measure))] : [standing];
  };
}

export function comparePlaces(a: readonly number[], b: readonly number[]): number {
  const differs = a.findIndex((each, index) => each !== b[index]);
  return differs === -1 ? 0 : a[differs]! < b[differs]! ? -1 : 1;
}

/** What a run is ranked by, if it has finished, has a number, and is not a former one; the first of several, if it has all of them. */
export const objectiveOf = (run: RankedBy, objective: Objective): number | undefined =>
  objectiveValues(run, objective)?.[0];

/** The same of each objective. */
export function objectiveValues(run: RankedBy, objective: Objective): readonly number[] | undefined {
  const values = objectivesIn(objective).map(({ metric }) => Number(own(run.metrics, metric) ?? NaN));
  return mayRank(run) && values.every(Number.isFinite) ? values : undefined;
}

/** The same, the smaller the better. */
export const costsOf = (run: RankedBy, objective: Objective): readonly number[] | undefined => {
  const objectives = objectivesIn(objective);
  return objectiveValues(run, objective)?.map((value, index) =>
    objectives[index]!.goal === 'maximize' ? -value : value,
  );
};

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
