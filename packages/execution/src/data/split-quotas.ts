import { hash } from 'node:crypto';
import type { SplitName } from '@thaw/core';

/**
 * How many images of each class go into each split: its exact share rounded down or up, such that the split as a whole
 * has its share too (equal claims in the seed's order), and at least one for training.
 */
export function splitQuotas(
  classes: readonly string[],
  counts: readonly number[],
  shares: { readonly validation: number; readonly test: number },
  seed: number,
): Record<SplitName, number>[] {
  const quotas = (name: 'validation' | 'test', room: readonly number[]) =>
    apportion(counts, shares[name], room, (label) => hash('sha256', `${seed}\0${name}\0${classes[label]}`));
  const forValidation = counts.map((count) => Math.max(0, count - 1 - Math.floor(count * shares.test)));
  const validation = quotas('validation', forValidation);
  const forTest = counts.map((count, label) => Math.max(0, count - 1 - validation[label]!));
  const test = quotas('test', forTest);
  return counts.map((count, label) => ({
    train: count - validation[label]! - test[label]!,
    validation: validation[label]!,
    test: test[label]!,
  }));
}

/** Largest remainders: every class gets its share rounded down, and as many as are then missing one more; `room` caps. */
function apportion(
  counts: readonly number[],
  share: number,
  room: readonly number[],
  lot: (label: number) => string,
): number[] {
  // In millionths, since a share such as 0.15 is not exact in binary: 0.15 · 20 would be a little below 3.
  const exact = counts.map((count) => Math.round(count * share * 1e6));
  const quotas = exact.map((millionths, label) => Math.min(Math.floor(millionths / 1e6), room[label]!));
  const byRemainder = [...counts.keys()].sort(
    (a, b) => (exact[b]! % 1e6) - (exact[a]! % 1e6) || (lot(a) < lot(b) ? -1 : 1),
  );
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  let missing = Math.round(sum(exact) / 1e6) - sum(quotas);
  for (const label of byRemainder) {
    if (missing <= 0 || exact[label]! % 1e6 === 0) break;
    if (quotas[label]! >= room[label]!) continue;
    quotas[label]!++;
    missing--;
  }
  return quotas;
}
