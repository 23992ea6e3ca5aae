import { remember } from '../records/remember.js';
import { normalCdf, quantile, studentCdf } from './distributions.js';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Differences that are equal, 0.9 − 0.7 and 0.74 − 0.54, are so but for this. */
const rounding = 1e-12;

export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Of a sample: divided by one less than there are. */
export function deviationOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

/**
 * The interval of a mean of results that train on the same images in part: Student's, with the variance of C. Nadeau and Y. Bengio
 * (Inference for the Generalization Error, Machine Learning 52, 2003), (1 / n + overlap) · s². Without an overlap it is the usual one.
 * None of fewer than two values, nor of equal ones: they say nothing of how far the next would be off.
 *
 * @param overlap images that are held out for each that trains; 0 where all results are of the same division
 * @param chance that the interval holds what is looked for, from both sides
 */
export function correctedInterval(
  values: readonly number[],
  overlap: number,
  chance = 0.95,
): Interval | undefined {
  if (values.length < 2) return undefined;
  const deviation = deviationOf(values);
  if (deviation < rounding) return undefined;
  const t = quantile((x) => studentCdf(x, values.length - 1), (1 + chance) / 2);
  const half = t * deviation * Math.sqrt(1 / values.length + overlap);
  const mean = meanOf(values);
  return { low: mean - half, high: mean + half };
}

/**
 * That chance alone makes a mean as far from 0, from either side: the test that belongs to `correctedInterval`, the corrected resampled
 * t-test. None where there is no interval.
 */
export function correctedPValue(values: readonly number[], overlap: number): number | undefined {
  if (values.length < 2) return undefined;
  const deviation = deviationOf(values);
  if (deviation < rounding) return undefined;
  const t = meanOf(values) / (deviation * Math.sqrt(1 / values.length + overlap));
  return 2 * (1 - studentCdf(Math.abs(t), values.length - 1));
}

/** Sought step by step, while a thousand intervals want one or two. */
const normalQuantiles = new Map<number, number>();

/** The score interval of a share of so many images (E. B. Wilson, 1927). */
export function wilsonInterval(share: number, images: number, chance = 0.95): Interval {
  const z = remember(normalQuantiles, chance, () => quantile(normalCdf, (1 + chance) / 2));
  const weight = 1 + z ** 2 / images;
  const centre = (share + z ** 2 / (2 * images)) / weight;
  const half = (z / weight) * Math.sqrt((share * (1 - share)) / images + z ** 2 / (4 * images ** 2));
  return { low: centre - half, high: centre + half };
}

/**
 * The interval of the difference a − b of two shares, as if of different images (R. G. Newcombe: Interval estimation for the
 * difference between independent proportions, Statistics in Medicine 17, 1998, method 10). Of the same images, on which both mostly agree,
 * the difference is known better than that.
 */
export function newcombeInterval(
  a: { readonly share: number; readonly images: number },
  b: { readonly share: number; readonly images: number },
  chance = 0.95,
): Interval {
  const [ofA, ofB] = [a, b].map(({ share, images }) => wilsonInterval(share, images, chance)) as [
    Interval,
    Interval,
  ];
  const difference = a.share - b.share;
  return {
    low: difference - Math.hypot(a.share - ofA.low, ofB.high - b.share),
    high: difference + Math.hypot(ofA.high - a.share, b.share - ofB.low),
  };
}
