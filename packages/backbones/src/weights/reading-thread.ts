import { ThawError, type Problem, type TensorAddress } from '@thaw/core/graph';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { ModelFormat } from '../models/decode-saved-model.js';
import type { OpenedFile } from './byte-source.js';
import type { DecodeWeightsOptions } from './decode-weights.js';
import { limitFactor, type ReadingLimits } from './reading-limits.js';
import { Unreadable } from './unreadable.js';

/** The built file, also when this one runs from source in a test. */
const entry = createRequire(import.meta.url).resolve('@thaw/backbones/reader-thread');

/** What is wanted of a file. */
export type ToRead = { readonly source: Uint8Array | OpenedFile } & (
  | {
      readonly weights: Omit<DecodeWeightsOptions, 'names'>;
      /** What `names` says of the graph: functions do not pass from thread to thread. */
      readonly addresses?: readonly ReadonlyMap<string, TensorAddress>[];
    }
  | { readonly model: { readonly file: string; readonly format: ModelFormat } }
);

/** What the thread is started with. Any message bids it read. */
export type ToReader = ToRead & { readonly hdf5MiB: number };

/** What it ends with. */
export type FromReader<Result> =
  | { readonly result: Result }
  | { readonly problems: readonly Problem[] }
  | { readonly unreadable: string; readonly remedy?: string };

/**
 * Reads one file in a thread of its own. A file is data of unknown origin, and none of its readers can be trusted to
 * end: the thread is ended where it reaches a limit of time or memory. It gets ready from the start, so whoever has to
 * check the file first loses nothing.
 */
export class ReadingThread<Result> {
  readonly #thread: Worker;
  readonly #ended: Promise<FromReader<Result>>;

  constructor(
    wanted: ToRead,
    private readonly limits: ReadingLimits,
  ) {
    const { source } = wanted;
    const told: ToReader = {
      ...wanted,
      // What else an open file has does not pass from thread to thread.
      source: source instanceof Uint8Array ? source : plain(source),
      hdf5MiB: limits.hdf5MiB,
    };
    this.#thread = new Worker(entry, {
      workerData: told,
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: limits.heapMiB },
      // What libraries print about a damaged file is in its error.
      stdout: true,
      stderr: true,
    });
    this.#ended = this.#end();
    // Whoever closes it before it has read wants to hear nothing.
    this.#ended.catch(() => {});
  }

  /** Once. Throws an `Unreadable`, or a ThawError. */
  async read(): Promise<Result> {
    const { seconds } = this.limits;
    let timer: NodeJS.Timeout | undefined;
    const tooSlow = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(beyond(`after ${Math.round(seconds)} s it was not read`)),
        seconds * 1000,
      );
    });
    try {
      this.#thread.postMessage('read');
      const end = await Promise.race([this.#ended, tooSlow]);
      if ('result' in end) return end.result;
      throw 'problems' in end ? new ThawError(end.problems) : new Unreadable(end.unreadable, end.remedy);
    } finally {
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    await this.#thread.terminate();
  }

  #end(): Promise<FromReader<Result>> {
    const { heapMiB } = this.limits;
    return new Promise((resolve, reject) => {
      this.#thread.on('message', resolve);
      this.#thread.on('error', (error: NodeJS.ErrnoException) => {
        const full = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
        reject(full ? beyond(`what describes its contents takes more than ${heapMiB} MiB`) : error);
      });
      this.#thread.on('exit', (code) => reject(new Error(`a thread that reads a file exited with ${code}`)));
    });
  }
}

const plain = ({ fd, size, pieces }: OpenedFile): OpenedFile => ({
  fd,
  size,
  ...(pieces && { pieces: new Map([...pieces].map(([name, piece]) => [name, plain(piece)])) }),
});

/** In bytes, with those that it names. */
export const sizeOf = (source: Uint8Array | OpenedFile): number =>
  source instanceof Uint8Array
    ? source.length
    : [...(source.pieces?.values() ?? [])].reduce((size, piece) => size + piece.size, source.size);

const beyond = (found: string) =>
  new Unreadable(
    `${found}, which is far too much for a file of its size`,
    `Fetch or save the file again: it is damaged, or made to hold up who reads it. If it is sound, allow its reading ten times as much: ${limitFactor}=10.`,
  );
