/** Into batches of which sizes so many rows are divided: the full one, and that of the last if it is smaller. */
export function batchSizes(rows: number, batchSize: number): readonly number[] {
  const last = rows % batchSize;
  return [...(rows >= batchSize ? [batchSize] : []), ...(last > 0 ? [last] : [])];
}
