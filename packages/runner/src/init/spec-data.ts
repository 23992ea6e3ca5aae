import type { DatasetIndex, IndexedImage } from '@thaw/execution/data';
import type { Looked } from './look.js';
import type { Seen } from './seen.js';

/** Why a manifest is written beside the spec. */
export type ManifestReason = 'near copies' | 'split folders' | 'validation';

/** The images as the spec will have them. */
export interface SpecData {
  readonly index: DatasetIndex;
  /** Empty where the spec reads what is there already. */
  readonly manifestFor: readonly ManifestReason[];
  /** With the splits that are left to be drawn. */
  readonly seen: Seen;
}

/** What a spec is to read: what is there, or a manifest that says more of it. */
export function specData(
  { index, groupedImages, needsManifest, seen }: Looked,
  { keepsTogether }: { readonly keepsTogether: boolean },
): SpecData {
  const isGrouped = keepsTogether && groupedImages !== index.images;
  const { train, validation, drawn } = seen.splits;
  const lacksValidation = train > 0 && validation === 0 && drawn === 0;
  const images = (isGrouped ? groupedImages : index.images).map((image) =>
    lacksValidation && image.split === 'train' ? withoutSplit(image) : image,
  );
  return {
    index: { ...index, images },
    manifestFor: [
      ...(needsManifest ? (['split folders'] as const) : []),
      ...(lacksValidation ? (['validation'] as const) : []),
      ...(isGrouped ? (['near copies'] as const) : []),
    ],
    seen: lacksValidation ? { ...seen, splits: { ...seen.splits, train: 0, drawn: train } } : seen,
  };
}

const withoutSplit = ({ split: _, ...image }: IndexedImage): IndexedImage => image;
