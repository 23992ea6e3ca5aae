import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
// Loaded here before it is in any thread, so that sharp's libraries stay until all threads have ended, and what may be opened is
// settled before any of them opens something.
import '../open-image.js';
import {
  rowBytes,
  Turns,
  type Decoding,
  type Failure,
  type FromThread,
  type PlacedFile,
  type ThreadSettings,
  type ToThread,
} from './decoding.js';
import { decodingBytes, poolSizeHere } from './in-flight.js';
import { SharedBudget } from './shared-budget.js';
import { pagesFor, sharedPixels } from './shared-pixels.js';

/** The built file, also when this one runs from source in a test. */
const entry = createRequire(import.meta.url).resolve('@thaw/execution/decoder-thread');

/** What starting a thread costs is worth it for no fewer. */
const imagesPerThread = 16;

export interface DecodedRows {
  /** `[rows, imageSize, imageSize, 3]`, uint8, in shared memory; zeros where there is no image, or one that failed. */
  readonly pixels: Uint8Array;
  /** By row. */
  readonly failures: ReadonlyMap<number, Failure>;
  /** Gives the memory to decodings that come later; whoever calls it looks at the pixels no more. */
  release(): void;
}

export interface PendingRows {
  readonly decoded: Promise<DecodedRows>;
  /** What is not begun is left, and `decoded` never comes. */
  cancel(): void;
}

interface Pending {
  readonly decoding: Decoding;
  /** What the pixels take; their memory may have more. */
  readonly bytes: number;
  readonly failures: Map<number, Failure>;
  isDone: boolean;
  readonly resolve: (decoded: DecodedRows) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Decodes images in threads of its own, which go on while this one is blocked: each takes the next image that nobody has
 * taken yet, of all that was asked for, in that order. Threads start when there is something to do, and end after
 * `close`.
 */
export class Decoder {
  readonly #threads: Worker[] = [];
  readonly #pending = new Map<number, Pending>();
  readonly #settings: ThreadSettings;
  readonly #free: SharedArrayBuffer[] = [];
  #decodings = 0;
  #images = 0;
  #failure: Error | undefined;

  constructor(
    /** How many at most. */
    readonly threads: number,
  ) {
    const budget = new SharedArrayBuffer(SharedBudget.bytes);
    this.#settings = {
      ...{ threads, budget, budgetBytes: decodingBytes() },
      // Whole images side by side keep cores busier than several threads on each; libuv may have fewer than there are cores.
      threadsPerImage: Math.ceil(threads / Math.min(threads, poolSizeHere())),
    };
  }

  decode(files: readonly PlacedFile[], rows: number, imageSize: number): PendingRows {
    const id = this.#decodings++;
    const bytes = rows * rowBytes(imageSize);
    const pixels = this.#takeBuffer(bytes);
    clearOthers(new Uint8Array(pixels, 0, bytes), files, rowBytes(imageSize));
    const decoding = { id, files, imageSize, pixels, turns: Turns.newBuffer(files.length) };
    const decoded = new Promise<DecodedRows>((resolve, reject) => {
      this.#pending.set(id, { decoding, bytes, failures: new Map(), isDone: false, resolve, reject });
    });
    // Whoever asks for several batches waits for one at a time, and hears of the failure there.
    decoded.catch(() => {});
    if (this.#failure) this.#fail(this.#failure);
    else if (files.length === 0) this.#hear({ type: 'done', id });
    else this.#tell(decoding);
    return { decoded, cancel: () => this.#cancel(decoding) };
  }

  /** What is not begun is left. Threads end by themselves, each after the image that it is at. */
  close(): void {
    for (const { decoding } of this.#pending.values()) this.#cancel(decoding);
    for (const thread of this.#threads.splice(0)) {
      thread.removeAllListeners();
      // Where one fails for want of memory others do too.
      thread.on('error', () => {});
      thread.unref();
      thread.postMessage({ type: 'close' } satisfies ToThread);
    }
  }

  #tell(decoding: Decoding): void {
    for (const thread of this.#threads) thread.postMessage({ type: 'decode', decoding } satisfies ToThread);
    this.#images += decoding.files.length;
    const wanted = Math.min(this.threads, Math.ceil(this.#images / imagesPerThread));
    while (this.#threads.length < wanted) this.#threads.push(this.#start());
  }

  #start(): Worker {
    const thread = new Worker(entry, { workerData: this.#settings, execArgv: [] });
    thread.on('message', (message: FromThread) => this.#hear(message));
    thread.on('error', (error: Error) => this.#fail(ended(error.message, error)));
    thread.on('exit', (code) => this.#fail(ended(`it exited with code ${code}`)));
    for (const { decoding } of this.#pending.values())
      thread.postMessage({ type: 'decode', decoding } satisfies ToThread);
    return thread;
  }

  #hear(message: FromThread): void {
    const pending = this.#pending.get(message.id);
    if (!pending) return;
    const { decoding, bytes, failures, resolve } = pending;
    if (message.type === 'failed') failures.set(message.row, message.failure);
    else pending.isDone = true;
    // What one thread has told may come after another's word that all is done.
    if (!pending.isDone || failures.size < new Turns(decoding.turns).failures) return;
    this.#pending.delete(message.id);
    const { pixels } = decoding;
    const release = () => {
      if (!this.#free.includes(pixels)) this.#free.push(pixels);
    };
    resolve({ pixels: new Uint8Array(pixels, 0, bytes), failures, release });
  }

  /** With a thread goes what it had taken, so nothing that is pending can be had any more. */
  #fail(error: Error): void {
    this.#failure = error;
    const pending = [...this.#pending.values()];
    this.close();
    for (const { reject } of pending) reject(error);
  }

  #cancel({ id, files, turns }: Decoding): void {
    this.#pending.delete(id);
    new Turns(turns).cancel(files.length);
  }

  /** Garbage collection knows nothing of the size of shared memory, so what is given back is used again. */
  #takeBuffer(bytes: number): SharedArrayBuffer {
    const fitting = this.#free.findIndex(({ byteLength }) => pagesFor(byteLength) === pagesFor(bytes));
    return fitting < 0 ? sharedPixels(bytes) : this.#free.splice(fitting, 1)[0]!;
  }
}

function clearOthers(pixels: Uint8Array, files: readonly PlacedFile[], bytes: number): void {
  const taken = new Set(files.map(({ row }) => row));
  for (let row = 0; row * bytes < pixels.length; row++)
    if (!taken.has(row)) pixels.fill(0, row * bytes, (row + 1) * bytes);
}

const ended = (how: string, cause?: Error): Error =>
  new Error(`a thread that decodes images has ended: ${how}`, { cause });
