import type { NumericArray, Weights } from '@thaw/core';

/** How many numbers stand for an array: of features there are many, of gradients and trained weights few. */
export const lengths = { features: 8, training: 32 } as const;

/**
 * So many numbers for each array, in which every number of it counts: sums over residues of its index, each number with a
 * sign by chance. A digest is about as long as the array (Johnson and Lindenstrauss 1984), and so is that of a difference:
 * two arrays are as far apart, relative to their length, as their digests.
 */
export const digests = (arrays: Weights, of: keyof typeof lengths): Weights =>
  new Map([...arrays].map(([path, array]) => [path, digest(array, lengths[of])]));

function digest({ data }: NumericArray, length: number): NumericArray {
  const sums = new Float64Array(length);
  data.forEach((value, index) => (sums[index % length]! += isNegative(index) ? -value : value));
  return { shape: [length], data: Float32Array.from(sums) };
}

/** By a bit of the hash lowbias32 of the index. */
function isNegative(index: number): boolean {
  let x = index;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return ((x ^ (x >>> 16)) & 1) === 1;
}
