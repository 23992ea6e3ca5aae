import type { Weights } from '@thaw/core';

export interface Difference {
  readonly path: string;
  /** Largest difference as a share of the largest expected value of the array. */
  readonly error: number;
}

/** How far each array is from what is expected under its name. */
export function differences(actual: Weights, expected: Weights): Difference[] {
  return [...actual].map(([path, { data }]) => {
    const wanted = expected.get(path)?.data;
    if (wanted?.length !== data.length) return { path, error: Infinity };
    let [largest, apart] = [0, 0];
    for (let index = 0; index < data.length; index++) {
      const difference = Math.abs(data[index]! - wanted[index]!);
      apart = Number.isNaN(difference) ? Infinity : Math.max(apart, difference);
      largest = Math.max(largest, Math.abs(wanted[index]!));
    }
    return { path, error: apart === 0 ? 0 : apart / largest };
  });
}

export const worst = (all: readonly Difference[]): Difference =>
  all.reduce((worst, one) => (one.error > worst.error ? one : worst));
