import { task } from '@thaw/core';
import type { RoundedAccuracy } from './rounded-model.js';

export interface Answers {
  /** `[images, classes]` */
  readonly before: Float32Array;
  readonly after: Float32Array;
  readonly labels: readonly number[];
}

/** What answers are worth before and after. */
export const accuracyOf = (
  { before, after, labels }: Answers,
  classes: number,
): Pick<RoundedAccuracy, 'images' | 'before' | 'after' | 'largestDifference'> => ({
  images: labels.length,
  before: shares(before, labels, classes),
  after: shares(after, labels, classes),
  largestDifference: before.reduce((largest, probability, index) => {
    const apart = Math.abs(probability - after[index]!);
    // What has overflowed says nothing, and no probability is further from another than 1.
    return Math.max(largest, Number.isNaN(apart) ? 1 : apart);
  }, 0),
});

/** Without the loss, which one answer that is certain and wrong makes infinite. */
function shares(
  probabilities: Float32Array,
  labels: readonly number[],
  classes: number,
): Record<string, number> {
  const measured = task.measure(classes);
  measured.add(0, probabilities, Int32Array.from(labels), labels.length);
  const { loss: _, ...metrics } = measured.result('');
  return metrics;
}
