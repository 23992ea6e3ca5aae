import { ThawError, type DataPlace } from '@thaw/core';
import { openDataSource } from '../data/data-sources.js';
import type { IndexedImage } from '../data/dataset-index.js';
import { isUnreadable } from '../images/unreadable.js';
import { decodeImages } from '../images/decode-images.js';
import { areOtherBytes } from '../images/verified-bytes.js';
import type { SkippedImage } from './feature-layout.js';

export interface DecodedBatch {
  readonly firstRow: number;
  readonly size: number;
  /** `[size, imageSize, imageSize, 3]`, uint8; zeros where one could not be read. */
  readonly images: Uint8Array;
  readonly skipped: readonly SkippedImage[];
}

export interface DecodedBatchesOptions {
  /** Where the images lie. */
  readonly data: DataPlace;
  readonly imageSize: number;
  readonly batchSize: number;
  /** The first row that is wanted. */
  readonly start: number;
  readonly signal?: AbortSignal;
}

/**
 * Decodes the images of many rows batch by batch, with the images of one batch more in flight. That an image cannot be
 * read is a property of its bytes, and told; a file that has other bytes now, or none, is no image of the index.
 * @throws ThawError `THAW-DATA-CHANGED`.
 */
export async function* decodedBatches(
  rows: readonly Pick<IndexedImage, 'path' | 'sha256'>[],
  { data, imageSize, batchSize, start, signal }: DecodedBatchesOptions,
): AsyncGenerator<DecodedBatch> {
  const bytes = imageSize * imageSize * 3;
  const source = openDataSource(data);
  const decoding = decodeImages(source, rows.slice(start), imageSize, { inFlight: batchSize, signal });
  for (let firstRow = start; firstRow < rows.length; firstRow += batchSize) {
    const size = Math.min(batchSize, rows.length - firstRow);
    const images = new Uint8Array(size * bytes);
    const skipped: SkippedImage[] = [];
    const others: string[] = [];
    for (let row = firstRow; row < firstRow + size; row++) {
      const decoded = (await decoding.next()).value!;
      const { path } = rows[row]!;
      if (areOtherBytes(decoded)) others.push(`  ${path}: ${decoded.other}`);
      else if (isUnreadable(decoded)) skipped.push({ row, path, reason: decoded.unreadable });
      else images.set(decoded, (row - firstRow) * bytes);
    }
    if (others.length > 0) throw changed(others, data.root);
    yield { firstRow, size, images, skipped };
  }
}

const changed = (others: readonly string[], root: string) =>
  new ThawError({
    code: 'THAW-DATA-CHANGED',
    message: `images in ${root} have changed since they were indexed`,
    expected: 'the bytes that the plan was made from',
    found: `\n${[...new Set(others)].join('\n')}`,
    remedy:
      'run the same command again when nothing changes them any more: they are indexed anew, and nothing of these files was stored',
  });
