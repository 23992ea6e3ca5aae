import { valueOn, type SearchSpace } from '../search-space.js';
import type { ParameterValues } from '../search.js';
import { shareOf } from '../space.js';

/** Where a point lies on each axis, from 0 to 1; undefined where it is not there, or has a value from outside. */
export type Shares = readonly (number | undefined)[];

export type SharesOf = (point: ParameterValues) => Shares;

/** Looks at each point once: a search weighs all that it has tried whenever it is asked. */
export function sharesIn({ axes }: SearchSpace): SharesOf {
  const known = new WeakMap<ParameterValues, Shares>();
  return (point) => {
    let shares = known.get(point);
    if (!shares) {
      shares = axes.map((axis) => {
        const value = valueOn(axis, point);
        return value === undefined ? undefined : shareOf(axis.space, value);
      });
      known.set(point, shares);
    }
    return shares;
  };
}
