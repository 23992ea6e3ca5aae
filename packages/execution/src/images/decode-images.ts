import type { DataSource } from '@thaw/core';
import { availableParallelism } from 'node:os';
import sharp from 'sharp';
import { ByteBudget } from './byte-budget.js';
import { decodeImage } from './decode-image.js';
import type { Unreadable } from './unreadable.js';
import { areOtherBytes, verifiedBytes, type IdentifiedImage, type OtherBytes } from './verified-bytes.js';

/** An image of some dataset. */
export interface SourcedImage extends IdentifiedImage {
  readonly source: DataSource;
}

/** Pixels; or why the image has none; or why its file is not the image that was indexed. */
export type Decoded = Uint8Array | Unreadable | OtherBytes;

export interface DecodeOptions {
  /**
   * Images in flight, decoded or waiting to be taken; bounds the memory. While a step of TensorFlow blocks this thread
   * no more are started, so it takes a whole batch to be decoded during a step. As many more are being read: a decoder
   * gets its bytes from this thread.
   */
  readonly inFlight: number;
  readonly signal?: AbortSignal;
}

interface Work {
  /** Once the decoder has the bytes. */
  readonly read: Promise<void>;
  readonly decoded: Promise<Decoded>;
}

/** What files that are read and not decoded yet may take together: a few dozen of the largest photographs. */
const undecodedBytes = 256 * 2 ** 20;

/**
 * Decodes many images in their order, a few ahead of whoever takes them, each from bytes that have the digest of the
 * index.
 * @throws the signal's reason once it is aborted.
 */
export async function* decodeImages(
  images: Iterable<SourcedImage>,
  imageSize: number,
  { inFlight, signal }: DecodeOptions,
): AsyncGenerator<Decoded, void, void> {
  // Whole images side by side keep cores busier than several threads on each; libuv runs four at a time.
  sharp.concurrency(Math.ceil(availableParallelism() / 4));
  const budget = new ByteBudget(undecodedBytes);
  const started: Work[] = [];
  for (const image of images) {
    signal?.throwIfAborted();
    started.push(start(readWithin(budget, image), imageSize, budget));
    if (started.length < 2 * inFlight) continue;
    await started[inFlight]?.read;
    yield await started.shift()!.decoded;
  }
  while (started.length > 0) {
    signal?.throwIfAborted();
    await started[inFlight]?.read;
    yield await started.shift()!.decoded;
  }
}

function start(reading: ReturnType<typeof readWithin>, imageSize: number, budget: ByteBudget): Work {
  const decoded = reading.then(async ({ bytes, held }): Promise<Decoded> => {
    const result = areOtherBytes(bytes) ? bytes : await decodeImage(bytes, imageSize);
    budget.give(held);
    return result;
  });
  return { read: reading.then(() => {}), decoded };
}

async function readWithin(budget: ByteBudget, image: SourcedImage) {
  // Reading it says what is wrong with it.
  const held = await image.source.size(image.path).catch(() => 0);
  await budget.take(held);
  return { bytes: await verifiedBytes(image.source, image), held };
}
