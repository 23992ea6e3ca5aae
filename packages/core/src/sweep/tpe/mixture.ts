import type { Random } from '../../random/random.js';
import { isThere, pointOf, valueOn, type Axis, type SearchSpace } from '../search-space.js';
import type { ParameterValues } from '../search.js';
import { shareOf, valueAt } from '../space.js';
import { evenKernel, kernelsAbout, type Kernel } from './kernels.js';

/** What was observed, and how much it counts. */
export interface Observation {
  readonly point: ParameterValues;
  readonly weight: number;
}

/** A density over the points of a space. */
export interface Mixture {
  draw(random: Random): ParameterValues;
  logDensity(point: ParameterValues): number;
}

interface Component {
  readonly weight: number;
  readonly kernels: ReadonlyMap<Axis, Kernel>;
}

/**
 * A kernel over whole points about each observation, and an even one that counts as an observation of weight 1. A parameter that an
 * observation does not have is even in its kernel. So points of all branches of a conditional space are under one density, each
 * over what is there, and whatever goes together within a branch stays together.
 */
export function mixtureOf(space: SearchSpace, observations: readonly Observation[]): Mixture {
  const even = new Map(space.axes.map((axis) => [axis, evenKernel(axis.space)]));
  const kernels = observations.map(() => new Map(even));
  for (const axis of space.axes) {
    const seen = observations.flatMap(({ point }, index) => {
      const value = valueOn(axis, point);
      const share = value === undefined ? undefined : shareOf(axis.space, value);
      return share === undefined ? [] : [{ index, share }];
    });
    const about = kernelsAbout(
      axis.space,
      seen.map(({ share }) => share),
    );
    for (const [rank, { index }] of seen.entries()) kernels[index]!.set(axis, about[rank]!);
  }
  const components: readonly Component[] = [
    ...observations.map(({ weight }, index) => ({ weight, kernels: kernels[index]! })),
    { weight: 1, kernels: even },
  ];
  const total = components.reduce((sum, { weight }) => sum + weight, 0);
  return {
    draw(random) {
      const { kernels } = pick(components, random() * total);
      return pointOf(space, (axis) => valueAt(axis.space, kernels.get(axis)!.draw(random)));
    },
    logDensity(point) {
      const there = space.axes
        .filter((axis) => isThere(axis, point))
        .map((axis) => ({ axis, share: shareOf(axis.space, valueOn(axis, point)!)! }));
      const logs = components.map(
        ({ weight, kernels }) =>
          Math.log(weight / total) +
          there.reduce((sum, { axis, share }) => sum + kernels.get(axis)!.logDensity(share), 0),
      );
      const most = Math.max(...logs);
      return most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0));
    },
  };
}

function pick(components: readonly Component[], at: number): Component {
  let passed = 0;
  return components.find(({ weight }) => (passed += weight) > at) ?? components.at(-1)!;
}
