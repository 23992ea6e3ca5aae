import { join } from 'node:path';
import { isUnreadable } from '../data/images/decode-image.js';
import { decodeImages } from '../data/images/decode-images.js';
import type { SkippedImage } from './feature-layout.js';

export interface DecodedBatch {
  readonly firstRow: number;
  readonly size: number;
  /** `[size, imageSize, imageSize, 3]`, uint8; zeros where one could not be read. */
  readonly images: Uint8Array;
  readonly skipped: readonly SkippedImage[];
}

export interface DecodedBatchesOptions {
  /** Where the paths start. */
  readonly root: string;
  readonly imageSize: number;
  readonly batchSize: number;
  /** The first row that is wanted. */
  readonly start: number;
  readonly signal?: AbortSignal;
}

/** Decodes the images of many rows batch by batch, with the images of one batch more in flight. */
export async function* decodedBatches(
  paths: readonly string[],
  { root, imageSize, batchSize, start, signal }: DecodedBatchesOptions,
): AsyncGenerator<DecodedBatch> {
  const bytes = imageSize * imageSize * 3;
  const files = paths.slice(start).map((path) => join(root, path));
  const decoding = decodeImages(files, imageSize, { inFlight: batchSize, signal });
  for (let firstRow = start; firstRow < paths.length; firstRow += batchSize) {
    const size = Math.min(batchSize, paths.length - firstRow);
    const images = new Uint8Array(size * bytes);
    const skipped: SkippedImage[] = [];
    for (let row = firstRow; row < firstRow + size; row++) {
      const decoded = (await decoding.next()).value!;
      if (isUnreadable(decoded)) skipped.push({ row, path: paths[row]!, reason: decoded.unreadable });
      else images.set(decoded, (row - firstRow) * bytes);
    }
    yield { firstRow, size, images, skipped };
  }
}
