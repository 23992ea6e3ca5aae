import { expect } from 'vitest';

/** Largest difference, as a share of the largest expected value, or of `scale` where that is larger. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>, scale = 0): number {
  expect(actual.length).toBe(expected.length);
  let [largest, difference] = [scale, 0];
  for (let index = 0; index < expected.length; index++) {
    largest = Math.max(largest, Math.abs(expected[index]!));
    const apart = Math.abs(actual[index]! - expected[index]!);
    // A NaN on one side alone must not pass as small.
    difference = Number.isNaN(apart) ? Infinity : Math.max(difference, apart);
  }
  return difference === 0 ? 0 : difference / largest;
}
