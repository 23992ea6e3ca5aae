import { seededRandom } from '@thaw/core';

export const sum = (values) => values.reduce((total, value) => total + value, 0);
export const mean = (values) => sum(values) / values.length;
/** Of a sample: divided by one less than its size; none of a single value. */
const deviation = (values) =>
  Math.sqrt(sum(values.map((value) => (value - mean(values)) ** 2)) / (values.length - 1));
/** `0.812 ± 0.010` */
export const meanAndDeviation = (values) =>
  [mean(values), ...(values.length > 1 ? [deviation(values)] : [])]
    .map((value) => value.toFixed(3))
    .join(' ± ');
export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
/** The value below which so large a part of them lies. */
export const quantile = (values, part) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(part * values.length))];

/** Mean, and a 95 % interval: drawn again 2,000 times. */
export function bootstrapped(values) {
  const random = seededRandom('bootstrap');
  const means = Array.from({ length: 2000 }, () =>
    mean(values.map(() => values[Math.floor(random() * values.length)])),
  ).toSorted((a, b) => a - b);
  return [mean(values), means[50], means[1949]];
}
