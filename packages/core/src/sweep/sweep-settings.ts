import type { Problem, SourcePosition } from '../errors/problem.js';
import type { Locate } from '../spec/schema-problems.js';
import { mostRuns } from './methods/search-method.js';
import { searchMethod, type SearchMethodName } from './methods/search-methods.js';
import { listedSearch, type KnownPoint, type Search } from './search.js';
import type { SearchSpace } from './search-space.js';

export interface SweepSettings {
  readonly method: SearchMethodName;
  /** The method's own, defaults filled in. */
  readonly settings: Readonly<Record<string, number | boolean | string>>;
  readonly seed: number;
  readonly space: SearchSpace;
  /** What a search that learns knows before it begins. */
  readonly known?: readonly KnownPoint[];
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

/** What to say where nothing that there is to try is left: all of it is excluded, or known from other sweeps. */
export const nothingToTry = (known: number, locate: Locate): Problem =>
  known > 0
    ? nothingNew(known, locate(['sweep', 'from'], 'key'))
    : {
        code: 'THAW-SWEEP-NOTHING-LEFT',
        message: 'everything that this sweep would try is excluded',
        position: locate(['sweep', 'exclude'], 'key'),
        expected: 'a point that none of these excludes',
      };

const nothingNew = (known: number, position: SourcePosition): Problem => ({
  code: 'THAW-SWEEP-NOTHING-NEW',
  message: 'everything that this sweep would try is known from other sweeps',
  position,
  expected: 'a point that was not tried yet',
  found: known === 1 ? 'the one point that there is' : `all ${known} points`,
  remedy: 'compare them with `thaw report`, or take `from` out: what is stored is not computed again',
});

/** Proposes the points of a sweep from the beginning; one without values when nothing is swept. */
export function createSearch({ method, settings, seed, space, known = [] }: SweepSettings): Search {
  if (space.axes.length === 0) return listedSearch([{}]);
  return searchMethod(method).create(space, settings, seed, known);
}
