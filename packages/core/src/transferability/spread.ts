import type { Spread } from './h-score.js';
import type { Matrix } from './matrix.js';
import { nonZero, sumOfRows, type Sides } from './sides.js';
import { spectrumOf } from './spectrum.js';

/** How features lie about their mean, and the means of the classes in them. `products` is overwritten. Yields often. */
export function* spreadOf(
  { features, isWide, targets, counts, multiplied }: Sides,
  products: Float64Array,
): Generator<undefined, Spread> {
  const { rows, columns } = features;
  const mean = sumOfRows(features, new Float64Array(rows).fill(1 / rows));
  const vectors = isWide
    ? targets
    : targets.map((target, index) =>
        sumOfRows(features, target).map((sum, k) => sum / counts[index]! - mean[k]!),
      );
  const traceBefore = traceOf(products, multiplied.rows);
  if (isWide) centreRows(products, rows);
  else centreColumns(products, mean, rows);
  const spectrum = yield* spectrumOf(products, multiplied.rows, vectors);
  // What the mean has is gone, and its rounding has stayed.
  const kept = nonZero(spectrum.values, features, traceBefore);
  const between = Float64Array.from(kept, (at) =>
    counts.reduce((sum, count, index) => {
      const square = spectrum.products[at * spectrum.vectors + index]! ** 2;
      // What the mean of a class has of a feature's direction is what the class has along the images' direction, times the singular value.
      const ofMean = isWide ? (spectrum.values[at]! * square) / count ** 2 : square;
      return sum + (count / rows) * ofMean;
    }, 0),
  );
  const variances = Float64Array.from(kept, (at) => spectrum.values[at]! / rows);
  return { columns, variances, between, fourth: fourthPower(features, mean) };
}

/** No less than the largest eigenvalue. */
function traceOf(matrix: Float64Array, size: number): number {
  let trace = 0;
  for (let at = 0; at < matrix.length; at += size + 1) trace += matrix[at]!;
  return trace;
}

/** Makes products of columns those of columns about their mean. */
function centreColumns(products: Float64Array, mean: Float64Array, rows: number): void {
  const size = mean.length;
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) products[i * size + j]! -= rows * mean[i]! * mean[j]!;
}

/** Makes products of rows those of rows about their mean. */
function centreRows(products: Float64Array, size: number): void {
  const means = new Float64Array(size);
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) means[i]! += products[i * size + j]! / size;
  const all = means.reduce((sum, each) => sum + each, 0) / size;
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) products[i * size + j]! += all - means[i]! - means[j]!;
}

function fourthPower({ rows, columns, values }: Matrix, mean: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    let square = 0;
    for (let k = 0; k < columns; k++) square += (values[row * columns + k]! - mean[k]!) ** 2;
    sum += square * square;
  }
  return sum;
}
