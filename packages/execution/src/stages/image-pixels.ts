import type { DataConfig } from '@thaw/core';
import type { IndexedImage } from '../data/dataset-index.js';
import { Decoder } from '../images/decoder/decoder.js';
import { decodedBatches } from './decoded-batches.js';

export interface PixelsRequest extends Pick<DataConfig, 'root' | 'manifest' | 'maxPixels' | 'resize'> {
  readonly images: readonly IndexedImage[];
  readonly imageSize: number;
  /** How many processes decode at most. */
  readonly processes: number;
  readonly signal: AbortSignal;
}

/** Images that could be read. */
export interface Pixels {
  readonly images: readonly IndexedImage[];
  /** `[images, imageSize, imageSize, 3]`, until the next are asked for. */
  readonly pixels: Uint8Array;
}

const batchSize = 32;

/**
 * Images of an index as they are shown to a network in training, some at a time, in their order; those that cannot be read are left out.
 * @throws ThawError as `decodedBatches` does.
 */
export async function* imagePixels(request: PixelsRequest): AsyncGenerator<Pixels, void, void> {
  const { images, root, manifest, maxPixels, resize, imageSize, processes, signal } = request;
  const data = { root, ...(manifest !== undefined && { manifest }) };
  const place = { data, ...(maxPixels !== undefined && { maxPixels }) };
  const places = images.map((image) => ({ ...image, name: image.sha256, ...place }));
  const batches = Array.from({ length: Math.ceil(images.length / batchSize) }, (_, batch) => ({
    places: places.slice(batch * batchSize, (batch + 1) * batchSize),
    stages: [],
  }));
  const decoder = new Decoder(processes);
  try {
    const options = { decoder, imageSize, signal, ...(resize && { resize }) };
    let first = 0;
    for await (const decoded of decodedBatches(batches, options)) {
      const shown = images.slice(first, first + decoded.places.length);
      first += shown.length;
      yield readable(shown, decoded);
      decoded.release();
    }
  } finally {
    decoder.close();
  }
}

function readable(
  shown: readonly IndexedImage[],
  {
    images: pixels,
    unreadable,
  }: { readonly images: Uint8Array; readonly unreadable: ReadonlyMap<string, string> },
): Pixels {
  const bytes = pixels.length / shown.length;
  const rows = [...shown.keys()].filter((row) => !unreadable.has(shown[row]!.sha256));
  if (rows.length === shown.length) return { images: shown, pixels };
  const kept = rows.map((row) => pixels.subarray(row * bytes, (row + 1) * bytes));
  return { images: rows.map((row) => shown[row]!), pixels: Buffer.concat(kept) };
}
