import type { Random } from '../../random/random.js';
import { pointOf, type Axis, type SearchSpace } from '../search-space.js';
import type { ParameterValues } from '../search.js';
import { valueAt, valueCount } from '../space.js';
import { evenLogDensity, kernelsAbout } from './kernels.js';
import { sharesIn, type SharesOf } from './shares.js';

/** What was observed, and how much it counts. */
export interface Observation {
  readonly point: ParameterValues;
  readonly weight: number;
}

/** A density over the points of a space. */
export interface Mixture {
  draw(random: Random): ParameterValues;
  /** Of a point of the space. */
  logDensity(point: ParameterValues): number;
}

/**
 * A kernel over whole points about each observation, and an even one that counts as an observation of weight 1. A parameter that an
 * observation does not have is even in its kernel. So points of all branches of a conditional space are under one density, each
 * over what is there, and whatever goes together within a branch stays together.
 */
export function mixtureOf(
  space: SearchSpace,
  observations: readonly Observation[],
  sharesOf: SharesOf = sharesIn(space),
): Mixture {
  const weights = [...observations.map(({ weight }) => weight), 1];
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const logWeights = weights.map((weight) => Math.log(weight / total));
  const seen = observations.map(({ point }) => sharesOf(point));
  const densities = space.axes.map((axis, index) =>
    densityOn(
      axis,
      seen.map((shares) => shares[index]),
    ),
  );
  return {
    draw(random) {
      const component = pick(weights, random() * total);
      return pointOf(space, (axis) =>
        valueAt(axis.space, densities[space.axes.indexOf(axis)]!.draw(component, random)),
      );
    },
    logDensity(point) {
      const logs = new Float64Array(weights.length);
      for (const [index, share] of sharesOf(point).entries()) {
        if (share === undefined) continue;
        const column = densities[index]!.logDensities(share);
        for (let component = 0; component < logs.length; component++) logs[component]! += column[component]!;
      }
      let most = -Infinity;
      for (let component = 0; component < logs.length; component++) {
        logs[component]! += logWeights[component]!;
        most = Math.max(most, logs[component]!);
      }
      return most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0));
    },
  };
}

/** The density on one axis of each component. */
interface AxisDensity {
  draw(component: number, random: Random): number;
  logDensities(share: number): Float64Array;
}

/** About these shares, even where there is none, and one that is even. */
function densityOn({ space }: Axis, shares: readonly (number | undefined)[]): AxisDensity {
  const components = [...shares.keys()].filter((component) => shares[component] !== undefined);
  const places = new Map(components.map((component, place) => [component, place]));
  const kernels = kernelsAbout(
    space,
    components.map((component) => shares[component]!),
  );
  const even = evenLogDensity(space);
  const columnAt = (share: number) => {
    const column = new Float64Array(shares.length + 1).fill(even);
    for (const [place, component] of components.entries())
      column[component] = kernels.logDensity(place, share);
    return column;
  };
  // Of few values many candidates have the same.
  const columns = valueCount(space) === undefined ? undefined : new Map<number, Float64Array>();
  return {
    draw(component, random) {
      const place = places.get(component);
      return place === undefined ? random() : kernels.draw(place, random);
    },
    logDensities(share) {
      const column = columns?.get(share) ?? columnAt(share);
      columns?.set(share, column);
      return column;
    },
  };
}

function pick(weights: readonly number[], at: number): number {
  let passed = 0;
  const index = weights.findIndex((weight) => (passed += weight) > at);
  return index < 0 ? weights.length - 1 : index;
}
