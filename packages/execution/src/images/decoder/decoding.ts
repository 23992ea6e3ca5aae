import type { Unreadable } from '../unreadable.js';
import type { IdentifiedFile, OtherBytes } from '../verified-bytes.js';

// What the thread that asks and the threads that decode have in common.

/** An image, and which row of the pixels it becomes. */
export interface PlacedFile extends IdentifiedFile {
  readonly row: number;
}

/** Images to be decoded to `[rows, imageSize, imageSize, 3]`. Every thread is told of it and takes what is next. */
export interface Decoding {
  readonly id: number;
  readonly files: readonly PlacedFile[];
  readonly imageSize: number;
  /** For `Turns`. */
  readonly turns: SharedArrayBuffer;
  readonly pixels: SharedArrayBuffer;
}

/** Why a row has no pixels; it is all zeros. */
export type Failure = Unreadable | OtherBytes;

export type ToThread = { readonly type: 'decode'; readonly decoding: Decoding } | { readonly type: 'close' };

/** Of several threads, in any order: whoever waits for the end counts the failures too. */
export type FromThread =
  | { readonly type: 'failed'; readonly id: number; readonly row: number; readonly failure: Failure }
  | { readonly type: 'done'; readonly id: number };

export interface ThreadSettings {
  /** How many threads there are at most. */
  readonly threads: number;
  /** For a `SharedBudget`. */
  readonly budget: SharedArrayBuffer;
  readonly budgetBytes: number;
  /** How many of libvips's own threads work on one image. */
  readonly threadsPerImage: number;
}

export const rowBytes = (imageSize: number): number => imageSize ** 2 * 3;

const [next, left, failed] = [0, 1, 2] as const;

/** Who decodes which of the images, and how many are done: it moves on while the thread that asked is blocked. */
export class Turns {
  static newBuffer(images: number): SharedArrayBuffer {
    const buffer = new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT);
    new Int32Array(buffer)[left] = images;
    return buffer;
  }

  readonly #counters: Int32Array;

  constructor(buffer: SharedArrayBuffer) {
    this.#counters = new Int32Array(buffer);
  }

  /** Index of an image that nobody else gets; beyond the last when all are taken. */
  take(): number {
    return Atomics.add(this.#counters, next, 1);
  }

  /** Nobody takes any more of so many. */
  cancel(images: number): void {
    Atomics.store(this.#counters, next, images);
  }

  /** Whether this was the last. */
  finish(hasFailed: boolean): boolean {
    if (hasFailed) Atomics.add(this.#counters, failed, 1);
    return Atomics.sub(this.#counters, left, 1) === 1;
  }

  get failures(): number {
    return Atomics.load(this.#counters, failed);
  }
}
