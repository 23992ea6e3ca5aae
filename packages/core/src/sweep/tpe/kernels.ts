import type { Random } from '../../random/random.js';
import { valueCount, type Space } from '../space.js';
import { drawNormal, logDensity, massAround, massBetween } from './normal.js';

/** A density over the shares of an axis, about one of its observations, or even. */
export interface Kernel {
  draw(random: Random): number;
  logDensity(share: number): number;
}

/** All values alike; of a range of numbers its density is 1. */
export const evenKernel = (space: Space): Kernel => {
  const count = valueCount(space);
  return { draw: (random) => random(), logDensity: () => (count === undefined ? 0 : -Math.log(count)) };
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
export function kernelsAbout(space: Space, shares: readonly number[]): readonly Kernel[] {
  if (!isOrdered(space)) return shares.map((share) => namedKernel(share, valueCount(space)!, shares.length));
  const widths = widthsOf(shares);
  return shares.map((share, index) => normalKernel(share, widths[index]!, valueCount(space)));
}

/**
 * The distance to the farther neighbour, of the outermost to the one they have (Bergstra et al., Algorithms for Hyper-Parameter
 * Optimization, 2011). None is wider than the space, or narrower than a share of it that shrinks with their number to a hundredth
 * (the "magic clip" of Hyperopt and Optuna).
 */
function widthsOf(shares: readonly number[]): readonly number[] {
  const order = shares.map((_, index) => index).toSorted((a, b) => shares[a]! - shares[b]!);
  const least = 1 / Math.min(100, shares.length + 2);
  const widths: number[] = [];
  for (const [rank, index] of order.entries()) {
    const [below, above] = [order[rank - 1], order[rank + 1]];
    const gaps = [below, above].flatMap((other) =>
      other === undefined ? [] : [Math.abs(shares[other]! - shares[index]!)],
    );
    const width = gaps.length > 0 ? Math.max(...gaps) : Math.max(shares[index]!, 1 - shares[index]!);
    widths[index] = Math.min(1, Math.max(least, width));
  }
  return widths;
}

/** A normal distribution cut off at the ends; of values that have a next, each has what lies on its part of the space. */
function normalKernel(center: number, width: number, count: number | undefined): Kernel {
  const whole = massBetween(-center / width, (1 - center) / width);
  return {
    draw(random) {
      for (;;) {
        const share = center + width * drawNormal(random);
        if (share >= 0 && share <= 1) return share;
      }
    },
    logDensity(share) {
      const distance = (share - center) / width;
      if (count === undefined) return logDensity(distance) - Math.log(width * whole);
      const half = 0.5 / count / width;
      return Math.log(massAround(distance, half) / whole);
    },
  };
}

/** The value that was observed, and the less of each other the more observations there are. */
function namedKernel(center: number, count: number, observations: number): Kernel {
  const other = 1 / (observations + 1) / (1 + count / (observations + 1));
  const observed = 1 - other * (count - 1);
  const index = Math.floor(center * count);
  return {
    draw: (random) => (random() < observed - other ? center : random()),
    logDensity: (share) => Math.log(Math.floor(share * count) === index ? observed : other),
  };
}
