/** What a symmetric matrix does to some vectors, without the eigenvectors: these nobody asks for, and they are most of the work. */
export interface Spectrum {
  /** Eigenvalues, in no order. */
  readonly values: Float64Array;
  /** For each eigenvalue, one after the other, the products of its eigenvector with each of the vectors. */
  readonly products: Float64Array;
  /** How many vectors. */
  readonly vectors: number;
}

/**
 * Householder's reduction to a tridiagonal matrix and the implicit QL method (Martin, Reinsch and Wilkinson 1968; Dubrulle 1970; EISPACK's
 * tred2 and tql2), which turn the vectors along instead of a whole basis. Takes (2/3)·size³ multiplications where eigenvectors would take four
 * times as many. `matrix` is symmetric, row by row, and overwritten. Yields after each row.
 */
export function* spectrumOf(
  matrix: Float64Array,
  size: number,
  vectors: readonly Float64Array[],
): Generator<undefined, Spectrum> {
  const count = vectors.length;
  const products = new Float64Array(size * count);
  vectors.forEach((vector, index) => vector.forEach((value, row) => (products[row * count + index] = value)));
  const diagonal = new Float64Array(size);
  const beside = new Float64Array(size + 1);
  const mirror = new Float64Array(size);
  const share = new Float64Array(size);
  for (let row = size - 1; row >= 0; row--) {
    diagonal[row] = matrix[row * size + row]!;
    if (row === 0) break;
    beside[row] = reduceRow({ matrix, size, row, mirror, share, products, count });
    yield;
  }
  for (let row = 0; row < size; row++) {
    settleEigenvalue(row, { diagonal, beside, products, count });
    yield;
  }
  return { values: diagonal, products, vectors: count };
}

interface Reduction {
  readonly matrix: Float64Array;
  readonly size: number;
  readonly row: number;
  readonly mirror: Float64Array;
  readonly share: Float64Array;
  readonly products: Float64Array;
  readonly count: number;
}

/**
 * Mirrors the rows before `row`, so that of what that row has left of the diagonal only the last number remains, and returns it. Only the lower
 * triangle is kept.
 */
function reduceRow({ matrix, size, row, mirror, share, products, count }: Reduction): number {
  const last = row - 1;
  const at = row * size;
  let tail = 0;
  for (let k = 0; k < last; k++) tail += matrix[at + k]! ** 2;
  const end = matrix[at + last]!;
  if (tail === 0) return end;
  const length = Math.sqrt(tail + end * end);
  const left = end > 0 ? -length : length;
  for (let k = 0; k < last; k++) mirror[k] = matrix[at + k]!;
  mirror[last] = end - left;
  const scale = 2 / (tail + mirror[last] ** 2);
  symmetricProduct(matrix, size, row, mirror, share);
  let along = 0;
  for (let k = 0; k < row; k++) along += share[k]! * mirror[k]!;
  for (let k = 0; k < row; k++) share[k] = scale * (share[k]! - (scale / 2) * along * mirror[k]!);
  for (let i = 0; i < row; i++) {
    const ofMirror = mirror[i]!;
    const ofShare = share[i]!;
    for (let j = 0, cell = i * size; j <= i; j++, cell++)
      matrix[cell]! -= ofMirror * share[j]! + ofShare * mirror[j]!;
  }
  mirrorVectors(products, count, row, mirror, scale);
  return left;
}

/** Of the lower triangle's first `rows` rows with a vector. */
function symmetricProduct(
  matrix: Float64Array,
  size: number,
  rows: number,
  vector: Float64Array,
  result: Float64Array,
): void {
  result.fill(0, 0, rows);
  for (let i = 0; i < rows; i++) {
    const at = i * size;
    const own = vector[i]!;
    let sum = matrix[at + i]! * own;
    for (let j = 0; j < i; j++) {
      const cell = matrix[at + j]!;
      sum += cell * vector[j]!;
      result[j]! += cell * own;
    }
    result[i]! += sum;
  }
}

function mirrorVectors(
  products: Float64Array,
  count: number,
  rows: number,
  mirror: Float64Array,
  scale: number,
): void {
  for (let vector = 0; vector < count; vector++) {
    let along = 0;
    for (let k = 0; k < rows; k++) along += mirror[k]! * products[k * count + vector]!;
    along *= scale;
    for (let k = 0; k < rows; k++) products[k * count + vector]! -= along * mirror[k]!;
  }
}

interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** Left of the diagonal, by row; the first row has none, and one more is there to be written to. */
  readonly beside: Float64Array;
  readonly products: Float64Array;
  readonly count: number;
}

/** Rotates until nothing is left beside the diagonal in a row: its eigenvalue. */
function settleEigenvalue(row: number, { diagonal, beside, products, count }: Tridiagonal): void {
  const size = diagonal.length;
  for (;;) {
    let split = row;
    while (split < size - 1 && !isNothing(beside[split + 1]!, diagonal[split]!, diagonal[split + 1]!))
      split++;
    if (split === row) return;
    const step = beside[row + 1]!;
    const half = (diagonal[row + 1]! - diagonal[row]!) / (2 * step);
    const root = Math.sqrt(half * half + 1);
    let bulge = diagonal[split]! - diagonal[row]! + step / (half + (half < 0 ? -root : root));
    let sine = 1;
    let cosine = 1;
    let shift = 0;
    let i = split - 1;
    for (; i >= row; i--) {
      const turned = sine * beside[i + 1]!;
      const kept = cosine * beside[i + 1]!;
      const radius = Math.sqrt(turned * turned + bulge * bulge);
      beside[i + 2] = radius;
      if (radius === 0) break;
      sine = turned / radius;
      cosine = bulge / radius;
      const rest = diagonal[i + 1]! - shift;
      const both = (diagonal[i]! - rest) * sine + 2 * cosine * kept;
      shift = sine * both;
      diagonal[i + 1] = rest + shift;
      bulge = cosine * both - kept;
      rotate(products, count, i, sine, cosine);
    }
    // A rotation that turns nothing divides the matrix there.
    diagonal[i + 1]! -= shift;
    if (i < row) beside[row + 1] = bulge;
    beside[split + 1] = 0;
  }
}

const isNothing = (beside: number, above: number, below: number): boolean =>
  Math.abs(beside) <= Number.EPSILON * (Math.abs(above) + Math.abs(below));

/** Of what there is of the vectors along rows `row` and `row + 1`. */
function rotate(products: Float64Array, count: number, row: number, sine: number, cosine: number): void {
  for (let at = row * count; at < (row + 1) * count; at++) {
    const upper = products[at]!;
    const lower = products[at + count]!;
    products[at + count] = sine * upper + cosine * lower;
    products[at] = cosine * upper - sine * lower;
  }
}
