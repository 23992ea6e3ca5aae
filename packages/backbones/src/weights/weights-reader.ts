import type { Weights } from '@thaw/core/graph';
import type { OpenedFile } from './byte-source.js';
import { bytesNeeded, expectedOf, type DecodeWeightsOptions } from './decode-weights.js';
import { readingLimits, type ReadingLimits } from './reading-limits.js';
import { ReadingThread, sizeOf } from './reading-thread.js';
import { Unreadable } from './unreadable.js';

export interface ReadWeightsOptions extends DecodeWeightsOptions {
  /** Left out: such as follow from the sizes of the file and of the graph's weights. */
  readonly limits?: ReadingLimits;
}

/** Reads one file of weights in a thread of its own, which gets ready from the start. */
export class WeightsReader {
  readonly #thread: ReadingThread<Weights>;

  constructor(
    source: Uint8Array | OpenedFile,
    private readonly options: ReadWeightsOptions,
  ) {
    const { names, limits, ...weights } = options;
    const { graph } = weights;
    this.#thread = new ReadingThread(
      { source, weights, ...(names && { addresses: names.map((map) => map(graph)) }) },
      limits ?? readingLimits({ fileBytes: sizeOf(source), neededBytes: bytesNeeded(graph) }),
    );
  }

  /** As `readWeights`; once. */
  async read(): Promise<Weights> {
    try {
      return await this.#thread.read();
    } catch (error) {
      const { file, format } = this.options;
      throw error instanceof Unreadable ? error.toThawError(file, expectedOf(format)) : error;
    }
  }

  close(): Promise<void> {
    return this.#thread.close();
  }
}
