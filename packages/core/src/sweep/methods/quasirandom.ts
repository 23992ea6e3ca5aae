import { contentHash } from '../../hash/content-hash.js';
import { seededRandom } from '../../random/random.js';
import { sobolDimensions, sobolSequence } from '../../random/sobol.js';
import { listedSearch, type ParameterValues, type Search } from '../search.js';
import { drawPoints, pointOf, type SearchSpace } from '../search-space.js';
import { valueAt } from '../space.js';
import { runs, sizeByRuns } from './runs.js';
import type { SearchMethod } from './search-method.js';

const settings = { runs } as const;

export const quasirandom: SearchMethod<typeof settings> = {
  description: "evenly spread over the space: Sobol's sequence, scrambled by the seed",
  settings,
  learns: false,
  draws: true,
  unused: { steps: 'a quasirandom sweep has no steps' },
  size: sizeByRuns,
  create: (space, { runs }, seed) => quasirandomSearch(space, runs, seed),
};

/** What it is told changes nothing. */
export const quasirandomSearch = (space: SearchSpace, runs: number, seed: number): Search =>
  listedSearch(drawPoints(space, runs, evenDraw(space, seed)));

/** Draws points that fill a space evenly, from the first on; parameters beyond the 64th are drawn by the seed alone. */
export function evenDraw(space: SearchSpace, seed: number): () => ParameterValues {
  const sequences = new Map(
    space.axes.map((axis, dimension) => {
      const stream = [seed, 'quasirandom', axis.paths[0]!];
      const scramble = Number.parseInt(contentHash(stream).slice(0, 8), 16) | 0;
      return [
        axis,
        dimension < sobolDimensions ? sobolSequence(dimension, scramble) : seededRandom(stream),
      ] as const;
    }),
  );
  let index = 0;
  return () => {
    const at = index++;
    const shares = new Map([...sequences].map(([axis, share]) => [axis, share(at)]));
    return pointOf(space, (axis) => valueAt(axis.space, shares.get(axis)!));
  };
}
