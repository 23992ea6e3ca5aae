import {
  correctedInterval,
  newcombeInterval,
  wilsonInterval,
  type Interval,
} from '../statistics/intervals.js';
import type { RunGroup } from '../sweep/run.js';
import { isShareOfHeldOut } from '../task/metrics.js';
import { objectiveOf, type Objective, type RankedBy } from './run-order.js';

/** What the runs of a configuration came to. */
export interface Results {
  /** Of the objective; none where it is not ranked. */
  readonly values: readonly number[];
  /** What each is paired by. */
  readonly parts: readonly string[];
  readonly overlap: number;
  /** Where there is one value, and that a share of so many images. */
  readonly images?: number;
}

/** Chance that what is left out was the best, or that an interval misses what it is of. */
const risk = 0.05;

export function resultsOf(
  {
    group,
    members,
    one,
  }: { readonly group?: RunGroup; readonly members: readonly RankedBy[]; readonly one: RankedBy },
  objective: Objective,
): Results {
  if (objectiveOf(one, objective) === undefined) return { values: [], parts: [], overlap: 0 };
  const images =
    members.length === 1 && isShareOfHeldOut(objective.metric) ? members[0]!.validationImages : undefined;
  return {
    values: members.map((member) => objectiveOf(member, objective)!),
    parts: members.map(({ group: of }) => of?.part ?? ''),
    overlap: group?.overlap ?? 0,
    ...(images !== undefined && { images }),
  };
}

export function intervalOf({ values, overlap, images }: Results): Interval | undefined {
  const [value] = values;
  return images === undefined
    ? correctedInterval(values, overlap, 1 - risk)
    : wilsonInterval(value!, images, 1 - risk);
}

/**
 * Which of these, the best first, are known not to be the best. Each is held against the first from one side, at 5 % divided by how
 * many are (Bonferroni), so that what is left holds the truly best with 95 % however many there are: a subset of S. S. Gupta (On some
 * multiple decision rules, Technometrics 7, 1965).
 *
 * Groups are paired by what their runs have in common, fold and repeat; single runs are held against each other by their images, as if
 * these were different ones, which errs towards telling nothing apart. What cannot be weighed is not told apart.
 */
export function tellApart(all: readonly Results[], { goal }: Objective): readonly boolean[] {
  const [best] = all;
  const rivals = all.filter(({ values }) => values.length > 0).length - 1;
  // Both ends of an interval are missed alike: what is to be missed from one side only has twice the room.
  const chance = 1 - (2 * risk) / Math.max(1, rivals);
  return all.map((other, index) => {
    if (index === 0 || !best || other.values.length === 0) return false;
    const [better, worse] = goal === 'maximize' ? [best, other] : [other, best];
    const interval = differenceOf(better, worse, chance);
    return interval !== undefined && interval.low > 0;
  });
}

/** Of a − b. */
function differenceOf(a: Results, b: Results, chance: number): Interval | undefined {
  if (a.images !== undefined && b.images !== undefined)
    return newcombeInterval(
      { share: a.values[0]!, images: a.images },
      { share: b.values[0]!, images: b.images },
      chance,
    );
  const ofB = new Map(b.parts.map((part, index) => [part, b.values[index]!]));
  const differences = a.parts.flatMap((part, index) => {
    const value = ofB.get(part);
    return value === undefined ? [] : [a.values[index]! - value];
  });
  return correctedInterval(differences, Math.max(a.overlap, b.overlap), chance);
}
