import { seededRandom } from '@thaw/core';
import type { Answer } from './held-out.js';
import type { AnswerPair } from './pair-images.js';

export interface Difference {
  readonly a: number;
  readonly b: number;
  /** b − a. */
  readonly difference: number;
  /** 95 % confidence interval of the difference. */
  readonly low: number;
  readonly high: number;
}

const resamples = 2000;

/**
 * How much a metric differs between two runs, with the percentile interval of the paired bootstrap over images
 * (B. Efron, R. Tibshirani: An Introduction to the Bootstrap, 1993): both runs are measured on the same resamples.
 * Seeded, so that it is the same each time. It knows of the chance in the images, not of that in training.
 */
export function bootstrapDifference(
  pairs: readonly AnswerPair[],
  metric: (answers: readonly Answer[]) => number,
): Difference {
  const measure = (sample: readonly AnswerPair[]) => {
    const a = metric(sample.map(([first]) => first));
    const b = metric(sample.map(([, second]) => second));
    return { a, b, difference: b - a };
  };
  const random = seededRandom(['bootstrap', pairs.length]);
  const differences = Float64Array.from(
    { length: resamples },
    () => measure(pairs.map(() => pairs[Math.floor(random() * pairs.length)]!)).difference,
  ).sort();
  const quantile = (share: number) => differences[Math.round(share * (resamples - 1))]!;
  return { ...measure(pairs), low: quantile(0.025), high: quantile(0.975) };
}
