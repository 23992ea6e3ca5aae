import type { Problem } from '../errors/problem.js';
import { searchMethod, type SearchMethodName } from './methods/search-methods.js';
import type { Parameter } from './parameter.js';
import { listedSearch, type Search } from './search.js';

/** More runs than this are a slip, not a plan: nobody would wait for them, and making them would fill the memory. */
const mostRuns = 10_000;

export interface SweepSettings {
  readonly method: SearchMethodName;
  /** The method's own, defaults filled in. */
  readonly settings: Readonly<Record<string, number | boolean | string>>;
  readonly seed: number;
  readonly parameters: readonly Parameter[];
}

/** What is wrong with how many runs a sweep would make, and which key of `sweep` says so. */
export function sizeProblem({
  method,
  settings,
  parameters,
}: SweepSettings): { readonly problem: Problem; readonly key: string } | undefined {
  const { runs, saidBy, found, remedy } = searchMethod(method).size(parameters, settings);
  if (runs <= mostRuns) return undefined;
  const problem: Problem = {
    code: 'THAW-SWEEP-TOO-LARGE',
    message: `this sweep has ${runs} runs`,
    expected: `${mostRuns} runs at most`,
    found,
    remedy,
  };
  return { problem, key: saidBy };
}

/** Proposes the points of a sweep from the beginning; one without values when nothing is swept. */
export function createSearch({ method, settings, seed, parameters }: SweepSettings): Search {
  if (parameters.length === 0) return listedSearch([{}]);
  const spaces = new Map(parameters.map(({ setting, space }) => [setting.path, space]));
  return searchMethod(method).create(spaces, settings, seed);
}
