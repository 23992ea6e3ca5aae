import type { Problem } from '../errors/problem.js';
import { mostRuns } from './methods/search-method.js';
import { searchMethod, type SearchMethodName } from './methods/search-methods.js';
import { listedSearch, type Search } from './search.js';
import type { SearchSpace } from './search-space.js';

export interface SweepSettings {
  readonly method: SearchMethodName;
  /** The method's own, defaults filled in. */
  readonly settings: Readonly<Record<string, number | boolean | string>>;
  readonly seed: number;
  readonly space: SearchSpace;
}

/** What is wrong with how many runs a sweep would make, `parts` of each point, and which key of `sweep` says so. */
export function sizeProblem(
  { method, settings, space }: SweepSettings,
  parts = 1,
): { readonly problem: Problem; readonly key: string } | undefined {
  const { runs: points, saidBy, found, remedy } = searchMethod(method).size(space, settings);
  const runs = points * parts;
  if (runs <= mostRuns) return undefined;
  const problem: Problem = {
    code: 'THAW-SWEEP-TOO-LARGE',
    message: `this sweep has ${Number.isFinite(runs) ? runs : `more than ${mostRuns}`} runs`,
    expected: `${mostRuns} runs at most`,
    found: parts > 1 ? `${found}, each done ${parts} times` : found,
    remedy,
  };
  return { problem, key: saidBy };
}

/** How many points are proposed at most beside those that are certain before anything is known. */
export function runsToCome({ method, settings, space }: SweepSettings, certain: number): number {
  const { learns, size } = searchMethod(method);
  return learns ? size(space, settings).runs - certain : 0;
}

/** What to say where all that there is to try is excluded. */
export const nothingLeft = (position: Problem['position']): Problem => ({
  code: 'THAW-SWEEP-NOTHING-LEFT',
  message: 'everything that this sweep would try is excluded',
  ...(position && { position }),
  expected: 'a point that none of these excludes',
});

/** Proposes the points of a sweep from the beginning; one without values when nothing is swept. */
export function createSearch({ method, settings, seed, space }: SweepSettings): Search {
  if (space.axes.length === 0) return listedSearch([{}]);
  return searchMethod(method).create(space, settings, seed);
}
