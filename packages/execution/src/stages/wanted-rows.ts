import type { DataPlace, DrawnFrom, FeaturesStage, WantedImages } from '@thaw/core';
import type { IndexedImage } from '../data/dataset-index.js';
import { divideDataset } from '../data/divide-dataset.js';
import type { StoredDataset } from './dataset-stage.js';

/** What a features stage has of one image, or of one of its copies. */
export interface FeatureRow extends Pick<IndexedImage, 'path' | 'sha256'> {
  /** Equal for rows that are the same, whatever dataset they are of. */
  readonly name: string;
  /** What the changes of a copy are drawn from. */
  readonly drawnFrom?: DrawnFrom;
}

/** A row that is wanted, and where its image lies. */
export interface WantedRow extends FeatureRow, Pick<WantedImages, 'maxPixels'> {
  readonly data: DataPlace;
}

/** The rows of a dataset's images, in its order. */
export const imageRows = ({ images }: Pick<StoredDataset, 'images'>): readonly FeatureRow[] =>
  images.map(({ path, sha256 }) => ({ name: sha256, path, sha256 }));

/** Those of the copies of its training images, variant by variant. */
export function copyRows(
  index: StoredDataset,
  { variants, split }: NonNullable<WantedImages['copies']>,
): readonly FeatureRow[] {
  const { train } = divideDataset(index, split);
  return Array.from({ length: variants }, (_, round) =>
    Array.from(train, (image): FeatureRow => {
      const { path, sha256 } = index.images[image]!;
      const drawnFrom = { seed: split.seed, round, image: sha256 };
      return { name: `${sha256}.${round}`, path, sha256, drawnFrom };
    }),
  ).flat();
}

/** All rows that are wanted of a stage, by name: those of equal images are one. */
export async function wantedRows(
  { wanted }: Pick<FeaturesStage, 'wanted'>,
  indexOf: (dataset: string) => StoredDataset | Promise<StoredDataset>,
): Promise<ReadonlyMap<string, WantedRow>> {
  const rows = new Map<string, WantedRow>();
  for (const { dataset, data, maxPixels, copies } of wanted) {
    const place = { data, ...(maxPixels !== undefined && { maxPixels }) };
    const index = await indexOf(dataset);
    for (const row of copies ? copyRows(index, copies) : imageRows(index))
      if (!rows.has(row.name)) rows.set(row.name, { ...row, ...place });
  }
  return rows;
}
