import { seededRandom } from '../random/random.js';
import { meanOf } from '../statistics/intervals.js';
import type { RankedGroup } from './rank-runs.js';
import { objectiveOf, type Objective, type RankedBy } from './run-order.js';

const resamples = 2000;

/** How much better the best of several groups looks than it is. */
export interface SelectionOptimism {
  /** So many were chosen from, by so many runs each. */
  readonly groups: number;
  readonly parts: number;
  /** The mean of the best, less what is to be expected of it: above 0 where more is better, below 0 where less is; 0 where it is chosen every time. */
  readonly optimism: number;
}

/**
 * The bootstrap of the selection: runs are drawn with replacement, the same folds and repeats of every group; the best by these is held
 * against the runs that were not drawn. What it then comes to, on average, is what is to be expected of whatever is chosen so
 * (I. Tsamardinos, E. Greasidou, G. Borboudakis: Bootstrapping the out-of-sample predictions for efficient and accurate cross-validation,
 * Machine Learning 107, 2018: BBC-CV, there over images). Seeded, so that it is the same each time.
 *
 * None for fewer than two groups, or than three runs that all of them have in common.
 */
export function selectionOptimism<Run>(
  groups: readonly RankedGroup<Run>[],
  objective: Objective,
  by: (run: Run) => RankedBy,
): SelectionOptimism | undefined {
  const ranked = groups.filter(({ rank }) => rank !== undefined);
  const values = ranked.map(
    ({ runs }) => new Map(runs.map(by).map((run) => [run.group?.part, objectiveOf(run, objective)!])),
  );
  const parts = [...(values[0]?.keys() ?? [])].filter((part) => values.every((each) => each.has(part)));
  if (ranked.length < 2 || parts.length < 3) return undefined;
  const table = values.map((each) => parts.map((part) => each.get(part)!));
  const isBetter = (a: number, b: number) => (objective.goal === 'maximize' ? a > b : a < b);
  const best = (meansOf: (row: readonly number[]) => number) =>
    table.reduce((first, row) => (isBetter(meansOf(row), meansOf(first)) ? row : first));
  const random = seededRandom(['selection', ranked.length, parts.length]);
  const outside: number[] = [];
  while (outside.length < resamples) {
    const drawn = parts.map(() => Math.floor(random() * parts.length));
    const left = [...parts.keys()].filter((part) => !drawn.includes(part));
    if (left.length === 0) continue;
    const chosen = best((row) => meanOf(drawn.map((part) => row[part]!)));
    outside.push(meanOf(left.map((part) => chosen[part]!)));
  }
  const optimism = meanOf(best(meanOf)) - meanOf(outside);
  // What is left where one is best in all of them is chance.
  const isFlattering = isBetter(optimism, 0);
  return { groups: ranked.length, parts: parts.length, optimism: isFlattering ? optimism : 0 };
}
