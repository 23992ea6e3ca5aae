import { listedSearch, type Search } from '../search.js';
import { gridPoints, gridSize, type Space } from '../space.js';
import type { SearchMethod } from './search-method.js';

export const grid: SearchMethod<Record<never, never>> = {
  description: 'every combination, the last parameter fastest',
  settings: {},
  draws: false,
  unused: { runs: 'a grid has a run for each combination' },
  size: (parameters) => ({
    runs: parameters.reduce((product, { space }) => product * gridSize(space), 1),
    saidBy: 'parameters',
    found: parameters.map(({ setting, space }) => `${setting.path}: ${gridSize(space)}`).join(' × '),
    remedy: 'write `method: random`, or `steps` in a range',
  }),
  create: gridSearch,
};

/** What it is told changes nothing. */
export function gridSearch(spaces: ReadonlyMap<string, Space>): Search {
  const axes = [...spaces].map(([path, space]) => ({ path, points: gridPoints(space) }));
  const size = axes.reduce((product, { points }) => product * points.length, 1);
  const pointAt = (index: number) => {
    let rest = index;
    const values = axes.toReversed().map(({ path, points }) => {
      const point = points[rest % points.length]!;
      rest = Math.floor(rest / points.length);
      return [path, point] as const;
    });
    return Object.fromEntries(values.reverse());
  };
  return listedSearch(Array.from({ length: size }, (_, index) => pointAt(index)));
}
