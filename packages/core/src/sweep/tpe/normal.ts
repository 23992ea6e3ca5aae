import type { Random } from '../../random/random.js';

/** The logarithm of a normal distribution's density, of mean 0 and deviation 1. */
export const logDensity = (x: number): number => -0.5 * x * x - 0.5 * Math.log(2 * Math.PI);

/** How much of it lies between two numbers, also far from the middle. */
export function massBetween(low: number, high: number): number {
  // Differences of small numbers keep digits that differences of numbers near 1 lose.
  if (low > 0) return upperTail(low) - upperTail(high);
  if (high < 0) return upperTail(-high) - upperTail(-low);
  return 1 - upperTail(-low) - upperTail(high);
}

/** How much of it lies no farther than `half` from a number. */
export function massAround(x: number, half: number): number {
  // Narrow parts would be what the approximation is wrong by; over them the density hardly changes.
  return half < 0.01 ? 2 * half * Math.exp(logDensity(x)) : massBetween(x - half, x + half);
}

/** How much lies above a number from 0. Press et al., Numerical Recipes, 6.2 (`erfc`): right to 1.2e-7 of itself. */
function upperTail(x: number): number {
  const z = x / Math.SQRT2;
  const t = 1 / (1 + 0.5 * z);
  const series = coefficients.reduceRight((sum, coefficient) => coefficient + t * sum, 0);
  return 0.5 * t * Math.exp(-z * z + series);
}

const coefficients = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
  -0.82215223, 0.17087277,
];

/** One number from it (Box and Muller, 1958). */
export const drawNormal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
