import { canonicalJson } from '../../hash/canonical-json.js';
import { seededRandom } from '../../random/random.js';
import { positiveInteger } from '../../spec/schema/values.js';
import { listedSearch, type ParameterValues, type Search } from '../search.js';
import { draw, type Space } from '../space.js';
import type { SearchMethod } from './search-method.js';

const settings = {
  runs: { ...positiveInteger, examples: [20], description: 'how many', default: 10 },
} as const;

export const random: SearchMethod<typeof settings> = {
  description: 'drawn by the seed',
  settings,
  draws: true,
  unused: { steps: 'a random sweep has no steps' },
  size: (_, { runs }) => ({
    runs,
    saidBy: 'runs',
    found: `runs: ${runs}`,
    remedy: `write for example \`runs: ${settings.runs.default}\``,
  }),
  create: (spaces, { runs }, seed) => randomSearch(spaces, runs, seed),
};

/** Draws in a row that may repeat earlier points before the space counts as exhausted. */
const patience = 1000;

/**
 * `runs` different points, drawn by the seed. Each parameter has a stream of its own, so that more runs begin with
 * the same points, and the order of the parameters does not matter. What it is told changes nothing.
 */
export function randomSearch(spaces: ReadonlyMap<string, Space>, runs: number, seed: number): Search {
  const axes = [...spaces].map(([path, space]) => ({
    path,
    space,
    random: seededRandom([seed, 'sweep', path]),
  }));
  const points = new Map<string, ParameterValues>();
  for (let repeats = 0; points.size < runs && repeats < patience;) {
    const point = Object.fromEntries(axes.map(({ path, space, random }) => [path, draw(space, random)]));
    const key = canonicalJson(point);
    repeats = points.has(key) ? repeats + 1 : 0;
    points.set(key, point);
  }
  return listedSearch([...points.values()]);
}
