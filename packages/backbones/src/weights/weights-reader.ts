import { ThawError, type Problem, type TensorAddress, type Weights } from '@thaw/core/graph';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { OpenedFile } from './byte-source.js';
import { bytesNeeded, expectedOf, type DecodeWeightsOptions } from './decode-weights.js';
import { limitFactor, readingLimits, type ReadingLimits } from './reading-limits.js';
import { Unreadable } from './unreadable.js';

/** The built file, also when this one runs from source in a test. */
const entry = createRequire(import.meta.url).resolve('@thaw/backbones/reader-thread');

export interface ReadWeightsOptions extends DecodeWeightsOptions {
  /** Left out: such as follow from the sizes of the file and of the graph's weights. */
  readonly limits?: ReadingLimits;
}

/** What the thread is started with. Any message bids it read. */
export interface ToReader extends Omit<DecodeWeightsOptions, 'names'> {
  readonly source: Uint8Array | OpenedFile;
  /** What `names` says of the graph: functions do not pass from thread to thread. */
  readonly addresses?: ReadonlyMap<string, TensorAddress>;
  readonly hdf5MiB: number;
}

/** What it ends with. */
export type FromReader = { readonly weights: Weights } | { readonly problems: readonly Problem[] };

/**
 * Reads one file of weights in a thread of its own. A file is data of unknown origin, and none of its readers can be
 * trusted to end: the thread is ended where it reaches a limit of time or memory. It gets ready from the start, so
 * whoever has to check the file first loses nothing.
 */
export class WeightsReader {
  readonly #thread: Worker;
  readonly #limits: ReadingLimits;
  readonly #ended: Promise<FromReader>;

  constructor(
    source: Uint8Array | OpenedFile,
    private readonly options: ReadWeightsOptions,
  ) {
    const { names, limits, ...others } = options;
    const fileBytes = source instanceof Uint8Array ? source.length : source.size;
    this.#limits = limits ?? readingLimits({ fileBytes, neededBytes: bytesNeeded(options.graph) });
    const told: ToReader = {
      ...others,
      // What else an open file has does not pass from thread to thread.
      source: source instanceof Uint8Array ? source : { fd: source.fd, size: source.size },
      ...(names && { addresses: names(options.graph) }),
      hdf5MiB: this.#limits.hdf5MiB,
    };
    this.#thread = new Worker(entry, {
      workerData: told,
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: this.#limits.heapMiB },
      // What libraries print about a damaged file is in its error.
      stdout: true,
      stderr: true,
    });
    this.#ended = this.#end();
    // Whoever closes it before it has read wants to hear nothing.
    this.#ended.catch(() => {});
  }

  /** As `readWeights`; once. */
  async read(): Promise<Weights> {
    const { seconds } = this.#limits;
    let timer: NodeJS.Timeout | undefined;
    const tooSlow = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(beyond(`after ${Math.round(seconds)} s it was not read`)),
        seconds * 1000,
      );
    });
    try {
      this.#thread.postMessage('read');
      const result = await Promise.race([this.#ended, tooSlow]);
      if ('weights' in result) return result.weights;
      throw new ThawError(result.problems);
    } catch (error) {
      const { file, format } = this.options;
      throw error instanceof Unreadable ? error.toThawError(file, expectedOf(format)) : error;
    } finally {
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    await this.#thread.terminate();
  }

  #end(): Promise<FromReader> {
    const { heapMiB } = this.#limits;
    return new Promise((resolve, reject) => {
      this.#thread.on('message', resolve);
      this.#thread.on('error', (error: NodeJS.ErrnoException) => {
        const full = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
        reject(full ? beyond(`what describes its weights takes more than ${heapMiB} MiB`) : error);
      });
      this.#thread.on('exit', (code) => reject(new Error(`a thread that reads weights exited with ${code}`)));
    });
  }
}

const beyond = (found: string) =>
  new Unreadable(
    `${found}, which is far too much for a file of its size`,
    `Fetch or save the file again: it is damaged, or made to hold up who reads it. If it is sound, allow its reading ten times as much: ${limitFactor}=10.`,
  );
