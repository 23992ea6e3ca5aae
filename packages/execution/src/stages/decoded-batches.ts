import { defaults, ThawError, type DataSource } from '@thaw/core';
import { openDataSource } from '../data/data-sources.js';
import type { DecodedRows } from '../images/decoder/decoder.js';
import type { PlacedFile } from '../images/decoder/decoding.js';
import { isRefused, refusedProblems, type RefusedImage } from '../images/refused.js';
import { areOtherBytes } from '../images/verified-bytes.js';
import { decodedAhead, type DecodingOptions } from './decoded-ahead.js';
import type { FeaturesBatch } from './feature-batches.js';
import type { WantedRow } from './wanted-rows.js';

export interface DecodedBatch extends FeaturesBatch {
  /** `[places, imageSize, imageSize, 3]`, uint8; zeros where there is no image, or one that cannot be read. */
  readonly images: Uint8Array;
  /** Why images could not be read, by their contents. */
  readonly unreadable: ReadonlyMap<string, string>;
  /** Lets another batch have the memory: nobody looks at `images` any more. */
  release(): void;
}

/**
 * Decodes images batch by batch, some batches ahead of whoever takes them. That an image cannot be read is a property of
 * its bytes, and told; a file that has other bytes now, or none, is no image of the index.
 * @throws ThawError `THAW-DATA-CHANGED`; `THAW-DATA-IMAGE-TOO-LARGE` and `THAW-RUN-OUT-OF-MEMORY` with the names of images; the signal's reason once it is aborted.
 */
export async function* decodedBatches(
  batches: readonly FeaturesBatch[],
  options: DecodingOptions,
): AsyncGenerator<DecodedBatch, void, void> {
  const fileOf = filesOf();
  const asked = { rowsOf: rowsIn, filesOf: (batch: FeaturesBatch) => filesIn(batch, fileOf) };
  for await (const { batch, decoded } of decodedAhead(batches, asked, options))
    yield describe(batch, decoded);
}

const rowsIn = ({ places }: FeaturesBatch): number => places.length;

function filesOf(): (row: WantedRow) => string {
  const sources = new Map<string, DataSource>();
  return ({ data, path }) => {
    const id = JSON.stringify(data);
    const source = sources.get(id) ?? openDataSource(data);
    sources.set(id, source);
    return source.file(path);
  };
}

const filesIn = ({ places }: FeaturesBatch, fileOf: (row: WantedRow) => string): PlacedFile[] =>
  places.flatMap((image, row) => {
    if (!image) return [];
    const { sha256, maxPixels = defaults.maxPixels } = image;
    return [{ file: fileOf(image), sha256, row, maxPixels }];
  });

function describe(batch: FeaturesBatch, { pixels, failures, release }: DecodedRows): DecodedBatch {
  const unreadable = new Map<string, string>();
  const others: string[] = [];
  const refused: RefusedImage[] = [];
  let root = '';
  for (const [place, row] of batch.places.entries()) {
    const failure = row && failures.get(place);
    if (!failure) continue;
    if (isRefused(failure)) refused.push({ ...failure, path: row.path });
    else if (areOtherBytes(failure)) {
      others.push(`  ${row.path}: ${failure.other}`);
      ({ root } = row.data);
    } else unreadable.set(row.sha256, failure.unreadable);
  }
  if (others.length > 0) throw changed(others, root);
  if (refused.length > 0) throw new ThawError(refusedProblems(refused));
  return { ...batch, images: pixels, unreadable, release };
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
