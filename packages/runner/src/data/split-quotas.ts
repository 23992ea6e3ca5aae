import { hash } from 'node:crypto';
import type { SplitName } from './dataset-index.js';

/**
 * How many images of each class go into each split: its exact share rounded down or up, such that the split as a whole
 * has its share too (largest remainders, equal ones in the seed's order), and at least one for training.
 */
export function splitQuotas(
  classes: readonly string[],
  counts: readonly number[],
  shares: { readonly validation: number; readonly test: number },
  seed: number,
): Record<SplitName, number>[] {
  const [validation, test] = (['validation', 'test'] as const).map((name) =>
    apportion(counts, shares[name], (label) => hash('sha256', `${seed}\0${name}\0${classes[label]}`)),
  ) as [number[], number[]];
  return counts.map((count, label) => {
    const quota = { train: 0, validation: validation[label]!, test: test[label]! };
    for (let surplus = quota.validation + quota.test - Math.max(0, count - 1); surplus > 0; surplus--) {
      quota[quota.validation >= quota.test ? 'validation' : 'test']--;
    }
    return { ...quota, train: count - quota.validation - quota.test };
  });
}

function apportion(counts: readonly number[], share: number, lot: (label: number) => string): number[] {
  // In millionths, since a share such as 0.15 is not exact in binary: 0.15 · 20 would be a little below 3.
  const exact = counts.map((count) => Math.round(count * share * 1e6));
  const whole = exact.map((millionths) => Math.floor(millionths / 1e6));
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  const missing = Math.round(sum(exact) / 1e6) - sum(whole);
  const byRemainder = [...counts.keys()].sort(
    (a, b) => (exact[b]! % 1e6) - (exact[a]! % 1e6) || (lot(a) < lot(b) ? -1 : 1),
  );
  for (const label of byRemainder.slice(0, missing)) whole[label]!++;
  return whole;
}
