import type { Domain } from './domain.js';

/** One run as a tree sees it. */
export interface Sample {
  /** A level of each parameter. */
  readonly levels: readonly number[];
  readonly value: number;
}

/** A box of the space of parameters, and the mean of the runs in it. */
export interface Leaf {
  /** The levels of each parameter that lie in it. */
  readonly box: readonly (readonly number[])[];
  readonly mean: number;
}

/** A leaf of one run would follow its noise. */
const smallestLeaf = 2;

/** A CART regression tree: each split is the one that lowers the squared error most. */
export function growTree(samples: readonly Sample[], domains: readonly Domain[]): readonly Leaf[] {
  return grow(
    samples,
    domains.map(({ levels }) => Array.from({ length: levels }, (_, level) => level)),
    domains,
  );
}

function grow(samples: readonly Sample[], box: Leaf['box'], domains: readonly Domain[]): readonly Leaf[] {
  let best: { readonly axis: number; readonly part: ReadonlySet<number>; readonly error: number } | undefined;
  const errorNow = squaredError(samples);
  for (const [axis, { isOrdered }] of domains.entries()) {
    for (const part of parts(box[axis]!, isOrdered)) {
      const [inside, outside] = divide(samples, axis, part);
      if (Math.min(inside.length, outside.length) < smallestLeaf) continue;
      const error = squaredError(inside) + squaredError(outside);
      if (error < (best?.error ?? errorNow * (1 - 1e-12))) best = { axis, part, error };
    }
  }
  if (!best) return [{ box, mean: mean(samples) }];
  const { axis, part } = best;
  const [inside, outside] = divide(samples, axis, part);
  const within = (isIn: boolean) =>
    box.with(
      axis,
      box[axis]!.filter((level) => part.has(level) === isIn),
    );
  return [...grow(inside, within(true), domains), ...grow(outside, within(false), domains)];
}

/** The lower parts of ordered levels; else each level by itself. */
const parts = (levels: readonly number[], isOrdered: boolean): readonly ReadonlySet<number>[] =>
  isOrdered
    ? levels.slice(1).map((_, index) => new Set(levels.slice(0, index + 1)))
    : levels.map((level) => new Set([level]));

function divide(samples: readonly Sample[], axis: number, part: ReadonlySet<number>) {
  const isIn = ({ levels }: Sample) => part.has(levels[axis]!);
  return [samples.filter(isIn), samples.filter((sample) => !isIn(sample))] as const;
}

const mean = (samples: readonly Sample[]): number =>
  samples.reduce((sum, { value }) => sum + value, 0) / samples.length;

function squaredError(samples: readonly Sample[]): number {
  const middle = mean(samples);
  return samples.reduce((sum, { value }) => sum + (value - middle) ** 2, 0);
}
