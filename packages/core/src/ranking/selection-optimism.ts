import { seededRandom } from '../random/random.js';
import { meanOf } from '../statistics/intervals.js';
import type { RankedGroup } from './rank-runs.js';
import { areSeveral, objectiveOf, type Objective, type RankedBy } from './run-order.js';

/** Resamples, but for tables so large that they would take seconds: then fewer, as many numbers say the same sooner. */
const resamples = { most: 2000, least: 200, numbers: 4e7 };

/** How much better the best of several configurations looks than it is. */
export interface SelectionOptimism {
  /** So many were chosen from. */
  readonly groups: number;
  /** The best of so many, where there were more. */
  readonly of?: number;
  /** By so many runs each, or by so many images of one run each. */
  readonly parts: number;
  readonly over: 'runs' | 'images';
  /** The mean of the best, less what is to be expected of it: above 0 where more is better, below 0 where less is; 0 where it is chosen every time. */
  readonly optimism: number;
}

/** What the best was chosen from, for people: `40`, `the first 100 of 500`. */
export const chosenFrom = ({ groups, of }: SelectionOptimism): string =>
  of === undefined ? String(groups) : `the first ${groups} of ${of}`;

/**
 * Of groups: runs are drawn with replacement, the same folds and repeats of every group. None for fewer than two groups, or than three
 * runs that all of them have in common, or with several objectives.
 */
export function selectionOptimism<Run>(
  groups: readonly RankedGroup<Run>[],
  objective: Objective,
  by: (run: Run) => RankedBy,
): SelectionOptimism | undefined {
  // Of a front nobody is chosen yet.
  if (areSeveral(objective)) return undefined;
  const ranked = groups.filter(({ rank }) => rank !== undefined);
  const values = ranked.map(
    ({ runs }) => new Map(runs.map(by).map((run) => [run.group?.part, objectiveOf(run, objective)!])),
  );
  const parts = [...(values[0]?.keys() ?? [])].filter((part) => values.every((each) => each.has(part)));
  if (ranked.length < 2 || parts.length < 3) return undefined;
  const table = values.map((each) => parts.map((part) => each.get(part)!));
  return { over: 'runs', ...bootstrapSelection(table, objective.goal) };
}

/**
 * Of single runs: images are drawn with replacement, the same of every run.
 *
 * @param scores of each run, the best first, of each image that it was validated on: 1 where it is right, 0 where it is wrong
 * @returns none for fewer than two runs, or than three images
 */
export function selectionOptimismOfImages(
  scores: readonly ArrayLike<number>[],
  goal: Objective['goal'],
): SelectionOptimism | undefined {
  if (scores.length < 2 || scores[0]!.length < 3) return undefined;
  return { over: 'images', ...bootstrapSelection(scores, goal) };
}

/**
 * The bootstrap of the selection: columns of a table with a row for each configuration are drawn with replacement; the best by these is
 * held against the columns that were not drawn. What it then comes to, on average, is what is to be expected of whatever is chosen so
 * (I. Tsamardinos, E. Greasidou, G. Borboudakis: Bootstrapping the out-of-sample predictions for efficient and accurate cross-validation,
 * Machine Learning 107, 2018: BBC-CV). Seeded, so that it is the same each time.
 */
function bootstrapSelection(
  table: readonly ArrayLike<number>[],
  goal: Objective['goal'],
): Omit<SelectionOptimism, 'over'> {
  const parts = table[0]!.length;
  const sign = goal === 'maximize' ? 1 : -1;
  const random = seededRandom(['selection', table.length, parts]);
  const rounds = Math.ceil(
    Math.min(resamples.most, Math.max(resamples.least, resamples.numbers / (table.length * parts))),
  );
  const outside: number[] = [];
  while (outside.length < rounds) {
    const times = new Uint32Array(parts);
    for (let index = 0; index < parts; index++) times[Math.floor(random() * parts)]!++;
    const left = parts - times.reduce((drawn, each) => drawn + Math.min(each, 1), 0);
    if (left === 0) continue;
    const chosen = bestBy(table, (row) => sign * dot(row, times));
    let sum = 0;
    for (const [part, each] of times.entries()) if (each === 0) sum += chosen[part]!;
    outside.push(sum / left);
  }
  const all = new Uint32Array(parts).fill(1);
  const optimism =
    dot(
      bestBy(table, (row) => sign * dot(row, all)),
      all,
    ) /
      parts -
    meanOf(outside);
  // What is left where one is best in all of them is chance.
  return { groups: table.length, parts, optimism: sign * optimism > 0 ? optimism : 0 };
}

/** The first of equals. */
function bestBy(
  rows: readonly ArrayLike<number>[],
  score: (row: ArrayLike<number>) => number,
): ArrayLike<number> {
  let [best, most] = [rows[0]!, -Infinity];
  for (const row of rows) {
    const value = score(row);
    if (value > most) [best, most] = [row, value];
  }
  return best;
}

function dot(row: ArrayLike<number>, times: Uint32Array): number {
  let sum = 0;
  for (let index = 0; index < times.length; index++) sum += row[index]! * times[index]!;
  return sum;
}
