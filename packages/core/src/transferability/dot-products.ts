import type { Matrix } from './matrix.js';

/** Rows of a block: two blocks of 2,048 numbers a row lie in the second cache of any processor. */
const blockRows = 32;

/** The dot products of some rows with some others: of `first`, `first + 1`, … with `second`, `second + 1`, … */
export interface ProductBlock {
  readonly first: number;
  readonly firstRows: number;
  readonly second: number;
  readonly secondRows: number;
  /** Row by row, `secondRows` each. Overwritten when the next block is asked for. */
  readonly products: Float64Array;
}

/**
 * The dot products of every row with every other, in blocks, so that whoever works through them can do something else between two.
 * As they are the same both ways, `second` is never less than `first`.
 */
export function* dotProducts({ rows, columns, values }: Matrix): Generator<ProductBlock, void> {
  const products = new Float64Array(blockRows * blockRows);
  for (let first = 0; first < rows; first += blockRows) {
    const firstRows = Math.min(blockRows, rows - first);
    for (let second = first; second < rows; second += blockRows) {
      const secondRows = Math.min(blockRows, rows - second);
      multiply(values, columns, { first, firstRows, second, secondRows, products });
      yield { first, firstRows, second, secondRows, products };
    }
  }
}

/** How many blocks `dotProducts` makes of so many rows. */
export function productBlocks(rows: number): number {
  const blocks = Math.ceil(rows / blockRows);
  return (blocks * (blocks + 1)) / 2;
}

/** Four sums at once, as many as keep a processor's units busy without leaving its registers. */
function multiply(values: Float64Array, columns: number, block: ProductBlock): void {
  const { first, firstRows, second, secondRows, products } = block;
  for (let i = 0; i < firstRows; i += 2) {
    const a = (first + i) * columns;
    const b = i + 1 < firstRows ? a + columns : a;
    for (let j = 0; j < secondRows; j += 2) {
      const c = (second + j) * columns;
      const d = j + 1 < secondRows ? c + columns : c;
      let ac = 0;
      let ad = 0;
      let bc = 0;
      let bd = 0;
      for (let k = 0; k < columns; k++) {
        const ofA = values[a + k]!;
        const ofB = values[b + k]!;
        const ofC = values[c + k]!;
        const ofD = values[d + k]!;
        ac += ofA * ofC;
        ad += ofA * ofD;
        bc += ofB * ofC;
        bd += ofB * ofD;
      }
      const at = i * secondRows + j;
      products[at] = ac;
      if (d !== c) products[at + 1] = ad;
      if (b === a) continue;
      products[at + secondRows] = bc;
      if (d !== c) products[at + secondRows + 1] = bd;
    }
  }
}
