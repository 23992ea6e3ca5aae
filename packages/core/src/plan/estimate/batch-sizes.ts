/** Into batches of which sizes so many rows are divided: the full one, and that of the last if it is smaller. */
function batchSizes(rows: number, batchSize: number): readonly number[] {
  const last = rows % batchSize;
  return [...(rows >= batchSize ? [batchSize] : []), ...(last > 0 ? [last] : [])];
}

/** The same where smaller batches are filled up: none but the first. */
export const filledSizes = (rows: number, batchSize: number): readonly number[] =>
  rows > 0 ? [Math.min(rows, batchSize)] : [];

/** Sizes of a training's steps where batches are filled up. Not where normalisations train: they would count what is filled up. */
export const stepSizes = (
  rows: number,
  batchSize: number,
  batchNorm: 'frozen' | 'train',
): readonly number[] => (batchNorm === 'train' ? batchSizes(rows, batchSize) : filledSizes(rows, batchSize));
