import type { Random } from '../../random/random.js';
import { valueCount, type Space } from '../space.js';
import { drawNormal, logDensity, massAround, massBetween } from './normal.js';

/** A density over the shares of an axis about each of its observations, by their places. */
export interface Kernels {
  draw(place: number, random: Random): number;
  logDensity(place: number, share: number): number;
}

/** All values alike; of a range of numbers the density is 1. */
export const evenLogDensity = (space: Space): number => {
  const count = valueCount(space);
  return count === undefined ? 0 : -Math.log(count);
};

/** Whether neighbours are alike: numbers in a range, or in a list that rises or falls. */
export function isOrdered(space: Space): boolean {
  if (space.kind !== 'choice') return true;
  const { values } = space;
  if (values.length < 3 || !values.every((value) => typeof value === 'number')) return false;
  const rises = values.slice(1).map((value, index) => value > values[index]!);
  const falls = values.slice(1).map((value, index) => value < values[index]!);
  return rises.every(Boolean) || falls.every(Boolean);
}

/** Kernels about observations, in their order. */
export const kernelsAbout = (space: Space, shares: readonly number[]): Kernels =>
  isOrdered(space) ? normalKernels(shares, valueCount(space)) : namedKernels(shares, valueCount(space)!);

/**
 * The distance to the farther neighbour, of the outermost to the one they have (Bergstra et al., Algorithms for Hyper-Parameter
 * Optimization, 2011). None is wider than the space, or narrower than a share of it that shrinks with their number to a hundredth
 * (the "magic clip" of Hyperopt and Optuna).
 */
function widthsOf(shares: readonly number[]): Float64Array {
  const order = Uint32Array.from(shares.keys()).sort((a, b) => shares[a]! - shares[b]! || a - b);
  const least = 1 / Math.min(100, shares.length + 2);
  const widths = new Float64Array(shares.length);
  for (const [rank, index] of order.entries()) {
    const share = shares[index]!;
    const [below, above] = [order[rank - 1], order[rank + 1]];
    const width =
      below === undefined && above === undefined
        ? Math.max(share, 1 - share)
        : Math.max(
            below === undefined ? 0 : Math.abs(shares[below]! - share),
            above === undefined ? 0 : Math.abs(shares[above]! - share),
          );
    widths[index] = Math.min(1, Math.max(least, width));
  }
  return widths;
}

/** Normal distributions cut off at the ends; of values that have a next, each has what lies on its part of the space. */
function normalKernels(centers: readonly number[], count: number | undefined): Kernels {
  const widths = widthsOf(centers);
  const wholes = widths.map((width, place) =>
    massBetween(-centers[place]! / width, (1 - centers[place]!) / width),
  );
  const scales = wholes.map((whole, place) => Math.log(widths[place]! * whole));
  return {
    draw(place, random) {
      for (;;) {
        const share = centers[place]! + widths[place]! * drawNormal(random);
        if (share >= 0 && share <= 1) return share;
      }
    },
    logDensity(place, share) {
      const width = widths[place]!;
      const distance = (share - centers[place]!) / width;
      if (count === undefined) return logDensity(distance) - scales[place]!;
      const half = 0.5 / count / width;
      return Math.log(massAround(distance, half) / wholes[place]!);
    },
  };
}

/** The value that was observed, and the less of each other the more observations there are. */
function namedKernels(centers: readonly number[], count: number): Kernels {
  const other = 1 / (centers.length + 1) / (1 + count / (centers.length + 1));
  const observed = 1 - other * (count - 1);
  const [logObserved, logOther] = [Math.log(observed), Math.log(other)];
  return {
    draw: (place, random) => (random() < observed - other ? centers[place]! : random()),
    logDensity: (place, share) =>
      Math.floor(share * count) === Math.floor(centers[place]! * count) ? logObserved : logOther,
  };
}
