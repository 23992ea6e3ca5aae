import type { Resize } from '@thaw/core';
import { ByteBudget } from '../byte-budget.js';
import { rowBytes, type Failure, type PlacedFile, type SharedRoom } from './decoding.js';
import { DecodingProcess } from './decoding-process.js';
import { imagesInChunk, imagesInFlight, pictureBytes, processesWithin, unreadBytes } from './in-flight.js';
import { pixelFolder } from './pixel-file.js';
import { pagesFor, sharedPixels } from './shared-pixels.js';
import { Starter } from './starter.js';

/** What starting a process costs is worth it for no fewer. */
const imagesPerProcess = 16;

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
  /** What no process was given yet is left, and `decoded` never comes. */
  cancel(): void;
}

interface Pending {
  readonly files: readonly PlacedFile[];
  readonly imageSize: number;
  readonly resize: Resize | undefined;
  readonly pixels: SharedArrayBuffer;
  /** What the pixels take; their memory may have more. */
  readonly bytes: number;
  readonly failures: Map<number, Failure>;
  /** Index of the first file that no process was given. */
  next: number;
  /** Images that are not done. */
  left: number;
  readonly resolve: (decoded: DecodedRows) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Decodes images in processes of its own, in the order in which they are asked for. Processes start when there is something to do, are
 * given some images at a time, several times ahead, and end at `close`.
 */
export class Decoder {
  /** How many processes at most. */
  readonly processes: number;
  readonly #processes: DecodingProcess[] = [];
  readonly #pending = new Set<Pending>();
  readonly #free: SharedArrayBuffer[] = [];
  readonly #rooms: Readonly<Record<SharedRoom, ByteBudget>>;
  /** Here from the first, since the more memory this process holds the longer it takes to start. */
  readonly #starter = Starter.get();
  #folder: Promise<string> | undefined;
  #images = 0;
  #failure: { readonly error: unknown } | undefined;
  #onReady = (): void => {};

  constructor(
    /** How many are wanted; memory may be short of that. */
    wanted: number,
    /** What pictures may take that are being decoded: half in shares, and half for those that are larger than a share. */
    private readonly pictures = pictureBytes(),
  ) {
    this.processes = processesWithin(wanted);
    this.#rooms = { pictures: new ByteBudget(pictures / 2), files: new ByteBudget(unreadBytes) };
  }

  decode(files: readonly PlacedFile[], rows: number, imageSize: number, resize?: Resize): PendingRows {
    const bytes = rows * rowBytes(imageSize);
    const pixels = this.#takeBuffer(bytes);
    clearOthers(new Uint8Array(pixels, 0, bytes), files, rowBytes(imageSize));
    let pending!: Pending;
    const decoded = new Promise<DecodedRows>((resolve, reject) => {
      const [failures, left] = [new Map<number, Failure>(), files.length];
      pending = { files, imageSize, resize, pixels, bytes, failures, next: 0, left, resolve, reject };
    });
    // Whoever asks for several batches waits for one at a time, and hears of the failure there.
    decoded.catch(() => {});
    this.#pending.add(pending);
    if (this.#failure) this.#fail(this.#failure.error);
    else if (files.length === 0) this.#finish(pending);
    else {
      this.#images += files.length;
      this.prepare(this.#images, imageSize);
      this.#handOut();
    }
    return { decoded, cancel: () => void this.#pending.delete(pending) };
  }

  /** Starts as many processes as so many images are worth, so that they are there when something is to be decoded. */
  prepare(images: number, imageSize: number): void {
    this.#start(Math.ceil(images / imagesPerProcess), imageSize);
  }

  /** Starts all processes and waits for them, so that whoever measures does not measure that. */
  async start(imageSize: number): Promise<void> {
    this.#start(this.processes, imageSize);
    while (!this.#failure && !this.#processes.every(({ isReady }) => isReady))
      await new Promise<void>((resolve) => (this.#onReady = resolve));
    if (this.#failure) throw this.#failure.error;
  }

  /** Of those that have started. */
  get pids(): readonly number[] {
    return this.#processes.flatMap(({ pid }) => pid ?? []);
  }

  /** What is not done is left, and processes end at once. */
  close(): void {
    this.#pending.clear();
    for (const process of this.#processes.splice(0)) process.close();
  }

  #start(wanted: number, imageSize: number): void {
    const { processes } = this;
    const held = processes * imagesInFlight(imageSize) * rowBytes(imageSize);
    this.#folder ??= pixelFolder(held);
    while (this.#processes.length < Math.min(wanted, processes))
      this.#processes.push(
        new DecodingProcess({
          starter: this.#starter,
          folder: this.#folder,
          settings: { shares: { pictures: this.pictures / 2 / processes, files: unreadBytes / processes } },
          rooms: this.#rooms,
          onReady: () => {
            this.#onReady();
            this.#handOut();
          },
          onEnd: (error) => this.#fail(error),
        }),
      );
  }

  #handOut(): void {
    for (const pending of this.#pending) {
      while (pending.next < pending.files.length) {
        const process = this.#idlest(pending.imageSize);
        if (!process) return;
        const from = pending.next;
        pending.next += imagesInChunk(pending.imageSize);
        this.#decode(process, pending, pending.files.slice(from, pending.next)).catch((error: unknown) =>
          this.#fail(error),
        );
      }
    }
  }

  /** The one that has least to do, unless all have enough. */
  #idlest(imageSize: number): DecodingProcess | undefined {
    let [idlest, most]: [DecodingProcess | undefined, number] = [undefined, 0];
    for (const process of this.#processes) {
      const room = process.roomFor(imageSize);
      if (room > most) [idlest, most] = [process, room];
    }
    return idlest;
  }

  async #decode(process: DecodingProcess, pending: Pending, files: readonly PlacedFile[]): Promise<void> {
    const { imageSize, resize, pixels } = pending;
    const bytes = rowBytes(imageSize);
    const rows = files.map(({ row }) => new Uint8Array(pixels, row * bytes, bytes));
    const failures = await process.decode({ files, imageSize, resize }, rows);
    for (const [index, failure] of failures) pending.failures.set(files[index]!.row, failure);
    pending.left -= files.length;
    if (pending.left === 0 && this.#pending.has(pending)) this.#finish(pending);
    this.#handOut();
  }

  #finish(pending: Pending): void {
    this.#pending.delete(pending);
    const { pixels, bytes, failures, resolve } = pending;
    const release = () => {
      if (!this.#free.includes(pixels)) this.#free.push(pixels);
    };
    resolve({ pixels: new Uint8Array(pixels, 0, bytes), failures, release });
  }

  /** With a process goes what it was given, so nothing that is pending can be had any more. */
  #fail(error: unknown): void {
    this.#failure ??= { error };
    const pending = [...this.#pending];
    this.close();
    for (const { reject } of pending) reject(this.#failure.error);
    this.#onReady();
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
