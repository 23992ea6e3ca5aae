import { defaults } from '../../spec/defaults.js';
import { grid } from './grid.js';
import { quasirandom } from './quasirandom.js';
import { random } from './random.js';
import type { SearchMethod } from './search-method.js';
import { tpe } from './tpe.js';

/** Every search method, by its name in a spec. */
export const searchMethods = { grid, random, quasirandom, tpe } as const satisfies Record<
  string,
  SearchMethod
>;

export type SearchMethodName = keyof typeof searchMethods;

export const searchMethod = (name: SearchMethodName): SearchMethod => searchMethods[name];

/** Whether what a method is told changes what it proposes. */
export const searchLearns = (name: SearchMethodName = defaults.sweep.method): boolean =>
  searchMethod(name).learns;
