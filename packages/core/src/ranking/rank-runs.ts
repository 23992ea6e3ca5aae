import { deviationOf, type Interval } from '../statistics/intervals.js';
import type { RunGroup } from '../sweep/run.js';
import { asOneRun, groupRuns, type Grouped } from './group-runs.js';
import { byPlace, paretoPlaces } from './pareto.js';
import {
  areSeveral,
  comparePlaces,
  costsOf,
  objectiveOf,
  objectiveValues,
  placeInOrder,
  runOrder,
  type Objective,
  type RankedBy,
} from './run-order.js';
import { intervalOf, resultsOf, tellApart } from './tell-apart.js';

/** Runs of one configuration; most often it is one run. */
export interface RankedGroup<Run> {
  readonly group?: RunGroup;
  /** In the order in which they were given. */
  readonly runs: readonly Run[];
  /** `finished` once all of them have; else how the first ended that did not, or `running` where some have yet to come. */
  readonly status: string;
  /**
   * From 1, shared by groups that nothing tells apart, or with several objectives the number of its Pareto front; absent of one of which
   * not all runs have finished with a number.
   */
  readonly rank?: number;
  /** The mean of the objective, or of the first of several; present where the rank is. */
  readonly value?: number;
  /** The means of several objectives, in their order. */
  readonly values?: readonly number[];
  /** Standard deviation of its runs; absent of one run. */
  readonly spread?: number;
  /** 95 %: of the runs' mean, or of one run's share of its validation images. Absent where neither is to be had. */
  readonly interval?: Interval;
  /**
   * Whether it may be the best for all that is known (`tellApart`); all for which that is so hold the truly best with 95 %. Present
   * where the rank is, but not with several objectives.
   */
  readonly mayBeBest?: boolean;
}

export interface Ranked<Run> {
  readonly run: Run;
  /** That of its group; absent for a run that has not finished or has no number, or of whose group one has not. */
  readonly rank?: number;
  /** Of the objective, its own; present where the rank is. */
  readonly value?: number;
}

/**
 * Best first. The rule, here and wherever else runs are put in order:
 * 1. Runs of one configuration are ranked together, by their mean; a group of which not all have finished, as if it had not.
 * 2. What has finished comes before what has not, and before what the sweep had formerly.
 * 3. A finite value of the objective comes before none, NaN or an infinity.
 * 4. The better value comes first.
 * 5. Equal values are told apart by the other metrics of the validation images and then of training, in the order of
 *    `metricNames`. Test images have no say: whoever chooses by them has nothing left to test with.
 * 6. What is equal in all of that shares a rank, and stands in the order in which it was given: the spec's.
 * What has no rank stands in that order too. Several objectives take the place of 4 to 6: fronts come one after the other, and all of a
 * front share its number; on a front, those farthest from their neighbours come first (`paretoPlaces`), and the best by the first
 * objective before all others.
 */
export function rankGroups<Run>(
  runs: readonly Run[],
  objective: Objective,
  by: (run: Run) => RankedBy,
): readonly RankedGroup<Run>[] {
  const placeOf = placeInOrder(objective);
  const ordered = groupRuns(runs, by)
    .map((each) => {
      const one = asOneRun(each);
      return { ...each, one, place: placeOf(one) };
    })
    .toSorted((a, b) => comparePlaces(a.place, b.place));
  if (areSeveral(objective)) return rankByFronts(ordered, objective);
  const results = ordered.map(({ group, members, one }) => resultsOf({ group, members, one }, objective));
  const isTold = tellApart(results, objective);
  let rank = 0;
  return ordered.map(({ group, runs, one, place }, index) => {
    const about = aboutGroup({ group, runs, one });
    const value = objectiveOf(one, objective);
    if (value === undefined) return about;
    const before = ordered[index - 1];
    if (!before || comparePlaces(before.place, place) !== 0) rank = index + 1;
    const { values } = results[index]!;
    const interval = intervalOf(results[index]!);
    return {
      ...about,
      ...{ rank, value, mayBeBest: !isTold[index]! },
      ...(values.length > 1 && { spread: deviationOf(values) }),
      ...(interval && { interval }),
    };
  });
}

/** A group with the means of its runs. */
type MeanGroup<Run> = Grouped<Run> & { readonly one: RankedBy };

function rankByFronts<Run>(
  groups: readonly MeanGroup<Run>[],
  objective: Objective,
): readonly RankedGroup<Run>[] {
  const ranked = groups.filter(({ one }) => objectiveValues(one, objective) !== undefined);
  const places = paretoPlaces(ranked.map(({ one }) => costsOf(one, objective)!));
  const order = [...places.keys()].toSorted((a, b) => byPlace(places[a]!, places[b]!));
  const isRanked = new Set(ranked);
  return [
    ...order.map((index) => inFront(ranked[index]!, places[index]!.front, objective)),
    ...groups.filter((each) => !isRanked.has(each)).map((each) => aboutGroup(each)),
  ];
}

function inFront<Run>(each: MeanGroup<Run>, rank: number, objective: Objective): RankedGroup<Run> {
  const results = resultsOf(each, objective);
  const [values, interval] = [objectiveValues(each.one, objective)!, intervalOf(results)];
  return {
    ...aboutGroup(each),
    ...{ rank, value: values[0]!, values },
    ...(results.values.length > 1 && { spread: deviationOf(results.values) }),
    ...(interval && { interval }),
  };
}

const aboutGroup = <Run>({ group, runs, one }: Omit<MeanGroup<Run>, 'members'>): RankedGroup<Run> => ({
  ...(group && { group }),
  ...{ runs, status: one.status },
});

/** The group that `rankGroups` has first, where it has a rank; nothing is held against it. */
export function bestGroup<Run>(
  runs: readonly Run[],
  objective: Objective,
  by: (run: Run) => RankedBy,
): Required<Pick<RankedGroup<Run>, 'runs' | 'value'>> | undefined {
  const compare = runOrder(objective);
  const groups = groupRuns(runs, by).map((each) => ({ ...each, one: asOneRun(each) }));
  const best = groups.reduce<MeanGroup<Run> | undefined>(
    (best, each) => (best && compare(best.one, each.one) <= 0 ? best : each),
    undefined,
  );
  const value = best && objectiveOf(best.one, objective);
  return value === undefined ? undefined : { runs: best!.runs, value };
}

/** As `rankGroups`, run by run: those of a group one after the other. */
export function rankRuns<Run>(
  runs: readonly Run[],
  objective: Objective,
  by: (run: Run) => RankedBy,
): readonly Ranked<Run>[] {
  return rankGroups(runs, objective, by).flatMap(({ runs: members, rank }) =>
    members.map((run) => {
      const value = objectiveOf(by(run), objective);
      return { run, ...(rank !== undefined && { rank, value }) };
    }),
  );
}
