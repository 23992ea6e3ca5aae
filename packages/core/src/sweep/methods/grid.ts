import { listedSearch, type ParameterValues, type Search } from '../search.js';
import { inOrder, isThere, NewPoints, valuesOn, type Axis, type SearchSpace } from '../search-space.js';
import { gridPoints, gridSize } from '../space.js';
import { mostRuns, type SearchMethod } from './search-method.js';

export const grid: SearchMethod<Record<never, never>> = {
  description: 'every combination, the last parameter fastest',
  settings: {},
  learns: false,
  draws: false,
  unused: { runs: 'a grid has a run for each combination' },
  size: ({ axes, include }) => ({
    runs: countCombinations(axes) + include.length,
    saidBy: 'parameters',
    found: axes.map(({ paths, space }) => `${paths.join(' with ')}: ${gridSize(space)}`).join(' × '),
    remedy: 'write `method: random`, or `steps` in a range',
  }),
  create: gridSearch,
};

/** What it is told changes nothing. */
export function gridSearch(space: SearchSpace): Search {
  const fresh = new NewPoints(space);
  const combinations = Array.from(combinationsOf(space.axes), (values) => inOrder(space.paths, values));
  return listedSearch([...space.include, ...combinations].filter((point) => fresh.take(point)));
}

/** All values that these axes have together, of those that are there. */
function* combinationsOf(axes: readonly Axis[], beside: ParameterValues = {}): Generator<ParameterValues> {
  const [axis, ...others] = axes;
  if (axis === undefined) yield beside;
  else if (!isThere(axis, beside)) yield* combinationsOf(others, beside);
  else {
    for (const value of gridPoints(axis.space))
      yield* combinationsOf(others, { ...beside, ...valuesOn(axis, value) });
  }
}

/** Without making them, but for those of axes that conditions look at; infinitely many if these are too many already. */
function countCombinations(axes: readonly Axis[]): number {
  const lookedAt = new Set(axes.flatMap(({ when }) => when.map(({ path }) => path)));
  const decides = ({ paths }: Axis) => paths.some((path) => lookedAt.has(path));
  const deciders = axes.filter(decides);
  const others = axes.filter((axis) => !decides(axis));
  if (deciders.some(({ space }) => gridSize(space) > mostRuns)) return Infinity;
  let count = 0;
  for (const values of combinationsOf(deciders)) {
    const there = others.filter((axis) => isThere(axis, values));
    count += there.reduce((product, { space }) => product * gridSize(space), 1);
    if (count > mostRuns && deciders.length > 0) return Infinity;
  }
  return count;
}
