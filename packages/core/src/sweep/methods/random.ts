import { seededRandom } from '../../random/random.js';
import { listedSearch, type Search } from '../search.js';
import { drawPoints, pointOf, type SearchSpace } from '../search-space.js';
import { valueAt } from '../space.js';
import { runs, sizeByRuns } from './runs.js';
import type { SearchMethod } from './search-method.js';

const settings = { runs } as const;

export const random: SearchMethod<typeof settings> = {
  description: 'drawn by the seed',
  settings,
  learns: false,
  draws: true,
  unused: { steps: 'a random sweep has no steps' },
  size: sizeByRuns,
  create: (space, { runs }, seed) => randomSearch(space, runs, seed),
};

/**
 * `runs` different points, drawn by the seed. Each axis has a stream of its own, also where its parameters are not there, so that
 * more runs begin with the same points, and neither the order of the parameters nor the others matter. What it is told changes
 * nothing.
 */
export function randomSearch(space: SearchSpace, runs: number, seed: number): Search {
  const streams = new Map(
    space.axes.map((axis) => [axis, seededRandom([seed, 'sweep', axis.paths[0]!])] as const),
  );
  const draw = () => {
    const shares = new Map([...streams].map(([axis, stream]) => [axis, stream()]));
    return pointOf(space, (axis) => valueAt(axis.space, shares.get(axis)!));
  };
  return listedSearch(drawPoints(space, runs, draw));
}
