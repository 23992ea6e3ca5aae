import { dotProducts } from './dot-products.js';
import type { Matrix } from './matrix.js';

/** The dot product of every row with every row, row by row. Yields after each block. */
export function* gramMatrix(matrix: Matrix): Generator<undefined, Float64Array> {
  const { rows } = matrix;
  const gram = new Float64Array(rows * rows);
  for (const { first, firstRows, second, secondRows, products } of dotProducts(matrix)) {
    for (let i = 0; i < firstRows; i++)
      for (let j = 0; j < secondRows; j++) {
        const product = products[i * secondRows + j]!;
        gram[(first + i) * rows + second + j] = product;
        gram[(second + j) * rows + first + i] = product;
      }
    yield;
  }
  return gram;
}
