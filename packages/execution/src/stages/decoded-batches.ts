import { featuresBatchSize, ThawError, type DataSource } from '@thaw/core';
import { openDataSource } from '../data/data-sources.js';
import { decodeImages } from '../images/decode-images.js';
import { isUnreadable } from '../images/unreadable.js';
import { areOtherBytes } from '../images/verified-bytes.js';
import type { FeaturesBatch } from './feature-batches.js';
import type { WantedRow } from './wanted-rows.js';

export interface DecodedBatch extends FeaturesBatch {
  /** `[places, imageSize, imageSize, 3]`, uint8; zeros where there is no image, or one that cannot be read. */
  readonly images: Uint8Array;
  /** Why images could not be read, by their contents. */
  readonly unreadable: ReadonlyMap<string, string>;
}

export interface DecodingOptions {
  readonly imageSize: number;
  readonly signal?: AbortSignal;
}

/**
 * Decodes images batch by batch, with those of one batch more in flight. That an image cannot be read is a property of
 * its bytes, and told; a file that has other bytes now, or none, is no image of the index.
 * @throws ThawError `THAW-DATA-CHANGED`.
 */
export async function* decodedBatches(
  batches: readonly FeaturesBatch[],
  { imageSize, signal }: DecodingOptions,
): AsyncGenerator<DecodedBatch> {
  const bytes = imageSize * imageSize * 3;
  const sources = new Map<string, DataSource>();
  const sourceOf = ({ data }: WantedRow): DataSource => {
    const id = JSON.stringify(data);
    const source = sources.get(id) ?? openDataSource(data);
    sources.set(id, source);
    return source;
  };
  const rows = batches.flatMap(({ places }) => places.filter((row) => row !== undefined));
  const sourced = rows.map((row) => ({ ...row, source: sourceOf(row) }));
  const decoding = decodeImages(sourced, imageSize, { inFlight: featuresBatchSize, signal });
  for (const batch of batches) {
    const images = new Uint8Array(batch.places.length * bytes);
    const unreadable = new Map<string, string>();
    const others: string[] = [];
    let root = '';
    for (const [place, row] of batch.places.entries()) {
      if (!row) continue;
      const decoded = (await decoding.next()).value!;
      if (areOtherBytes(decoded)) {
        others.push(`  ${row.path}: ${decoded.other}`);
        ({ root } = row.data);
      } else if (isUnreadable(decoded)) unreadable.set(row.sha256, decoded.unreadable);
      else images.set(decoded, place * bytes);
    }
    if (others.length > 0) throw changed(others, root);
    yield { ...batch, images, unreadable };
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
