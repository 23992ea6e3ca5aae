import { joeKuo } from './joe-kuo.js';

/** How many dimensions there are direction numbers for. */
export const sobolDimensions = joeKuo.length + 1;

/** Whole numbers below 2³², as bits. */
const size = 2 ** 32;

/**
 * A dimension of Sobol's sequence in the order of Gray's code, from 0: the first 2ᵏ points have one in each of 2ᵏ equal parts,
 * and any two dimensions are even together as well. Scrambled as Owen does by a seed (A. B. Owen, Randomly permuted (t, m, s)-nets
 * and (t, s)-sequences, 1995): each bit is flipped or not by what the bits before it are. That keeps all of this, and any point
 * is as likely as any other.
 */
export function sobolSequence(dimension: number, seed?: number): (index: number) => number {
  const directions = directionsOf(dimension);
  return (index) => {
    const gray = index ^ (index >>> 1);
    let point = 0;
    for (let bit = 0; gray >>> bit !== 0; bit++) if ((gray >>> bit) & 1) point ^= directions[bit]!;
    return ((seed === undefined ? point : scrambled(point, seed)) >>> 0) / size;
  };
}

/** Bratley and Fox's recurrence (ACM Algorithm 659, 1988) on Joe and Kuo's initial numbers. */
function directionsOf(dimension: number): readonly number[] {
  const [polynomial = 0, ...initial] = joeKuo[dimension - 1] ?? [];
  const degree = initial.length;
  const directions: number[] = [];
  for (let bit = 0; bit < 32; bit++) {
    if (dimension === 0 || bit < degree) {
      directions.push((initial[bit] ?? 1) << (31 - bit));
      continue;
    }
    let direction = directions[bit - degree]! ^ (directions[bit - degree]! >>> degree);
    for (let term = 1; term < degree; term++)
      if ((polynomial >>> (degree - term)) & 1) direction ^= directions[bit - term]!;
    directions.push(direction);
  }
  return directions;
}

function scrambled(point: number, seed: number): number {
  let result = 0;
  for (let bit = 31; bit >= 0; bit--) {
    const before = bit === 31 ? 0 : point >>> (bit + 1);
    const flips = mixed(before ^ mixed(seed + Math.imul(bit, 0x9e3779b9))) >>> 31;
    result |= (((point >>> bit) & 1) ^ flips) << bit;
  }
  return result;
}

/** The finaliser of MurmurHash3 (A. Appleby): every bit of the word bears on every bit of what it comes to. */
function mixed(word: number): number {
  let bits = word ^ (word >>> 16);
  bits = Math.imul(bits, 0x85ebca6b);
  bits ^= bits >>> 13;
  bits = Math.imul(bits, 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
