import { transposed, type Matrix } from './matrix.js';

/**
 * Features and the classes of their images, from the side on which there are fewer: products of columns with each other, or,
 * where there are more features than images, of rows. What is asked of one is found in the other.
 */
export interface Sides {
  readonly features: Matrix;
  /** Whether it is the products of rows. */
  readonly isWide: boolean;
  /** What the products are of. */
  readonly multiplied: Matrix;
  /** For each class: 1 for its images and 0 for all others. */
  readonly targets: readonly Float64Array[];
  /** For each class, its images. */
  readonly counts: readonly number[];
}

export function sidesOf(features: Matrix, labels: Int32Array): Sides {
  const isWide = features.columns > features.rows;
  const classes = [...new Set(labels)].toSorted((a, b) => a - b);
  const targets = classes.map((label) => Float64Array.from(labels, (each) => (each === label ? 1 : 0)));
  return {
    ...{ features, isWide, targets },
    multiplied: isWide ? features : transposed(features),
    counts: targets.map((target) => target.reduce((sum, each) => sum + each, 0)),
  };
}

/** Places of the eigenvalues that are more than what rounding leaves in the place of zero, where the largest is `largest`. */
export function nonZero(
  values: Float64Array,
  { rows, columns }: Matrix,
  largest = values.reduce((most, each) => Math.max(most, each), 0),
): readonly number[] {
  const least = largest * Math.max(rows, columns) * Number.EPSILON;
  return [...values.keys()].filter((at) => values[at]! > least);
}

/** The rows, each times its weight, added up. */
export function sumOfRows({ rows, columns, values }: Matrix, weights: Float64Array): Float64Array {
  const sum = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    const weight = weights[row]!;
    if (weight === 0) continue;
    for (let k = 0; k < columns; k++) sum[k]! += weight * values[row * columns + k]!;
  }
  return sum;
}
