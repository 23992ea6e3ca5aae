import type { LossConfig } from '../spec/run-config.js';
import { own } from '../records/own.js';

/** One factor a class, or none when all count the same. `counts`: training images of each class. */
export function classWeights(
  setting: LossConfig['classWeights'],
  classes: readonly string[],
  counts: readonly number[],
): readonly number[] | undefined {
  if (setting === undefined) return undefined;
  if (setting !== 'balanced') return classes.map((name) => own(setting, name) ?? 1);
  const images = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (count === 0 ? 1 : images / (classes.length * count)));
}
