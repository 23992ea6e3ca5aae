import type { ProductBlock } from './dot-products.js';
import { dotProducts } from './dot-products.js';
import type { Matrix } from './matrix.js';

export interface Neighbours {
  /** One a row: its class. */
  readonly labels: Int32Array;
  /** One a row. Rows of one unit show the same thing, or what is drawn alike, and are no neighbours of each other. */
  readonly units: Int32Array;
}

/**
 * The share of rows that are of the class of their nearest neighbour by Euclidean distance, of all that are not of their own unit
 * (leave one out). Of equally near ones the first counts. A row without any is not right. Yields after each block.
 */
export function* nearestNeighbourAccuracy(
  features: Matrix,
  { labels, units }: Neighbours,
): Generator<undefined, number> {
  const { rows } = features;
  const squares = squaredLengths(features);
  const distances = new Float64Array(rows).fill(Infinity);
  const nearest = new Int32Array(rows).fill(-1);
  const see = (row: number, other: number, distance: number) => {
    if (distance > distances[row]! || (distance === distances[row] && other > nearest[row]!)) return;
    distances[row] = distance;
    nearest[row] = other;
  };
  for (const block of dotProducts(features)) {
    eachPair(block, (i, j, product) => {
      if (units[i] === units[j]) return;
      const distance = squares[i]! + squares[j]! - 2 * product;
      see(i, j, distance);
      see(j, i, distance);
    });
    yield;
  }
  let right = 0;
  for (let row = 0; row < rows; row++)
    if (nearest[row]! >= 0 && labels[nearest[row]!] === labels[row]) right++;
  return right / rows;
}

/** Every two rows of a block once, and none with itself. */
function eachPair(
  { first, firstRows, second, secondRows, products }: ProductBlock,
  see: (i: number, j: number, product: number) => void,
): void {
  for (let i = 0; i < firstRows; i++)
    for (let j = first === second ? i + 1 : 0; j < secondRows; j++)
      see(first + i, second + j, products[i * secondRows + j]!);
}

function squaredLengths({ rows, columns, values }: Matrix): Float64Array {
  const squares = new Float64Array(rows);
  for (let row = 0; row < rows; row++)
    for (let k = row * columns; k < (row + 1) * columns; k++) squares[row]! += values[k]! ** 2;
  return squares;
}
