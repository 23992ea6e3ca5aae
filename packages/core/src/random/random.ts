import { contentHash } from '../hash/content-hash.js';

/** A stream of numbers in [0, 1): the same for the same seed, on every machine. */
export type Random = () => number;

/**
 * A seeded stream (sfc32, Chris Doty-Humphrey's PractRand). The seed is any JSON, so that streams which must not
 * depend on each other are named apart: `seededRandom([seed, 'order', epoch])`.
 */
export function seededRandom(seed: unknown): Random {
  const hash = contentHash(seed);
  const word = (index: number) => Number.parseInt(hash.slice(index * 8, index * 8 + 8), 16) | 0;
  let [a, b, c, counter] = [word(0), word(1), word(2), word(3)];
  return () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4294967296;
  };
}

/** A permutation of 0 … length − 1 (Fisher–Yates). */
export function shuffledIndices(length: number, random: Random): Uint32Array {
  const indices = Uint32Array.from({ length }, (_, index) => index);
  for (let last = length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [indices[last], indices[other]] = [indices[other]!, indices[last]!];
  }
  return indices;
}
