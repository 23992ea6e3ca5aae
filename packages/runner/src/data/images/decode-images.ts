import { availableParallelism } from 'node:os';
import sharp from 'sharp';
import { decodeImage, type Unreadable } from './decode-image.js';

export interface DecodeOptions {
  /**
   * Images in flight, decoded or waiting to be taken; bounds the memory. While a step of TensorFlow blocks this thread
   * no more are started, so it takes a whole batch to be decoded during a step.
   */
  readonly inFlight: number;
  readonly signal?: AbortSignal;
}

/**
 * Decodes many images, in the order of `paths`, a few ahead of whoever takes them.
 * @throws the signal's reason once it is aborted.
 */
export async function* decodeImages(
  paths: Iterable<string>,
  imageSize: number,
  { inFlight, signal }: DecodeOptions,
): AsyncGenerator<Uint8Array | Unreadable, void, void> {
  // Whole images side by side keep cores busier than several threads on each; libuv runs four at a time.
  sharp.concurrency(Math.ceil(availableParallelism() / 4));
  const decoding: Promise<Uint8Array | Unreadable>[] = [];
  for (const path of paths) {
    signal?.throwIfAborted();
    decoding.push(decodeImage(path, imageSize));
    if (decoding.length >= inFlight) yield await decoding.shift()!;
  }
  for (const decoded of decoding) {
    signal?.throwIfAborted();
    yield await decoded;
  }
}
