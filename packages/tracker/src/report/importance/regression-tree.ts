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
  const middle = mean(samples);
  if (samples.length < 2 * smallestLeaf) return [{ box, mean: middle }];
  const errorNow = samples.reduce((sum, { value }) => sum + (value - middle) ** 2, 0);
  let best: { readonly axis: number; readonly part: ReadonlySet<number>; readonly error: number } | undefined;
  for (const [axis, domain] of domains.entries()) {
    const levels = box[axis]!;
    for (const { from, to, gain } of splits(samples, middle, axis, levels, domain)) {
      const error = errorNow - gain;
      if (error < (best ? best.error - 1e-12 * errorNow : errorNow * (1 - 1e-12)))
        best = { axis, part: new Set(levels.slice(from, to)), error };
    }
  }
  if (!best) return [{ box, mean: middle }];
  const { axis, part } = best;
  const [inside, outside] = [true, false].map((isIn) =>
    grow(
      samples.filter(({ levels }) => part.has(levels[axis]!) === isIn),
      box.with(
        axis,
        box[axis]!.filter((level) => part.has(level) === isIn),
      ),
      domains,
    ),
  );
  return [...inside!, ...outside!];
}

interface Split {
  /** Which of the box's levels are parted from the rest: from one up to, not including, another. */
  readonly from: number;
  readonly to: number;
  /** By how much it lowers the squared error. */
  readonly gain: number;
}

/** The lower parts of ordered levels; else each level by itself. The samples are counted once, whatever the splits. */
function* splits(
  samples: readonly Sample[],
  middle: number,
  axis: number,
  levels: readonly number[],
  { isOrdered, levels: ofDomain }: Domain,
): Generator<Split> {
  // Typed arrays take longer to make than to use, and there are many small ones.
  const counts = new Array<number>(ofDomain).fill(0);
  const sums = new Array<number>(ofDomain).fill(0);
  for (const { levels: at, value } of samples) {
    counts[at[axis]!]! += 1;
    // From the middle, so that the sums of both sides are opposite.
    sums[at[axis]!]! += value - middle;
  }
  let [count, sum] = [0, 0];
  for (const [index, level] of levels.entries()) {
    [count, sum] = isOrdered ? [count + counts[level]!, sum + sums[level]!] : [counts[level]!, sums[level]!];
    const others = samples.length - count;
    if (Math.min(count, others) < smallestLeaf) continue;
    yield { from: isOrdered ? 0 : index, to: index + 1, gain: sum ** 2 / count + sum ** 2 / others };
  }
}

const mean = (samples: readonly Sample[]): number =>
  samples.reduce((sum, { value }) => sum + value, 0) / samples.length;
