import type { Activations, Batch, ImageChanges } from '@thaw/core';

/**
 * Fills smaller batches up to the size of the largest before them. XLA, and cuDNN on a GPU, prepare themselves anew for each size,
 * for seconds; a few rows more cost next to nothing.
 */
export class WholeBatches {
  #largest = 0;

  /** Without `areWanted` each batch stays as it is. */
  constructor(private readonly areWanted: boolean) {}

  sizeFor(size: number): number {
    this.#largest = Math.max(this.#largest, size);
    return this.areWanted ? this.#largest : size;
  }
}

/** Of a batch of `size`, filled up with zeros: as images they are black. */
export function filledRows<Rows extends Activations>(rows: Rows, size: number, to: number): Rows {
  if (size === to) return rows;
  const filled = new (rows.constructor as new (length: number) => Rows)((rows.length / size) * to);
  filled.set(rows);
  return filled;
}

/** What is filled up is changed as the last image is. */
export const filledChanges = (
  changes: readonly ImageChanges[] | undefined,
  to: number,
): readonly ImageChanges[] | undefined =>
  changes?.length === to
    ? changes
    : changes && [...changes, ...Array.from({ length: to - changes.length }, () => changes.at(-1)!)];

/** `noClass` is what nothing is right about. */
export function filledBatch(batch: Batch, to: number, noClass: number): Batch {
  const { inputs, labels, size, changes } = batch;
  if (size === to) return batch;
  const filled = new Int32Array(to).fill(noClass);
  filled.set(labels);
  return {
    inputs: inputs.map((rows) => filledRows(rows, size, to)),
    labels: filled,
    size: to,
    changes: filledChanges(changes, to),
  };
}

/** The rows that were there before. */
export const rowsOf = (filled: Float32Array, size: number, to: number): Float32Array =>
  size === to ? filled : filled.slice(0, (filled.length / to) * size);
