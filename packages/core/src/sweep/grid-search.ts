import type { Search } from './search.js';
import { gridPoints, type Space } from './space.js';

/** Every combination, the last parameter fastest. What it is told changes nothing. */
export function gridSearch(spaces: ReadonlyMap<string, Space>): Search {
  const axes = [...spaces].map(([path, space]) => ({ path, points: gridPoints(space) }));
  const size = axes.reduce((product, { points }) => product * points.length, 1);
  let next = 0;
  return {
    ask() {
      if (next === size) return undefined;
      let rest = next++;
      const values = axes.toReversed().map(({ path, points }) => {
        const point = points[rest % points.length]!;
        rest = Math.floor(rest / points.length);
        return [path, point] as const;
      });
      return Object.fromEntries(values.reverse());
    },
    tell() {},
  };
}
