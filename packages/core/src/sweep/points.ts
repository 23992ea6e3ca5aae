import type { Problem } from '../errors/problem.js';
import { defaults } from '../spec/defaults.js';
import { gridSearch } from './grid-search.js';
import type { Parameter } from './parameter.js';
import { randomSearch } from './random-search.js';
import type { ParameterValues, Search } from './search.js';
import { gridSize } from './space.js';

/** More runs than this are a slip, not a plan: nobody would wait for them, and making them would fill the memory. */
const mostRuns = 10_000;

export interface SweepSettings {
  readonly method: 'grid' | 'random';
  readonly runs: number;
  readonly seed: number;
  readonly parameters: readonly Parameter[];
}

/** What is wrong with how many runs a sweep would make. */
export function sizeProblem({ method, runs, parameters }: SweepSettings): Problem | undefined {
  const size =
    method === 'random' ? runs : parameters.reduce((product, { space }) => product * gridSize(space), 1);
  if (size <= mostRuns) return undefined;
  return {
    code: 'THAW-SWEEP-TOO-LARGE',
    message: `this sweep has ${size} runs`,
    expected: `${mostRuns} runs at most`,
    found:
      method === 'random'
        ? `runs: ${runs}`
        : parameters.map(({ setting, space }) => `${setting.path}: ${gridSize(space)}`).join(' × '),
    remedy:
      method === 'random'
        ? `write for example \`runs: ${defaults.sweep.runs}\``
        : 'write `method: random`, or `steps` in a range',
  };
}

/** All points of a sweep, in order; one without values when nothing is swept. */
export function sweepPoints(settings: SweepSettings): readonly ParameterValues[] {
  if (settings.parameters.length === 0) return [{}];
  const search = searchFor(settings);
  const points: ParameterValues[] = [];
  for (let point = search.ask(); point; point = search.ask()) points.push(point);
  return points;
}

function searchFor({ method, runs, seed, parameters }: SweepSettings): Search {
  const spaces = new Map(parameters.map(({ setting, space }) => [setting.path, space]));
  return method === 'random' ? randomSearch(spaces, runs, seed) : gridSearch(spaces);
}
