import { checkWeights, type Extractor, type ExtractorOptions, type ImageChanges } from '@thaw/core';
import { compileExtraction, type CompiledExtraction } from './compile/compile-extraction.js';
import { extractionStructure } from './compile/structure.js';
import type { Lease, SessionPool } from './session/session-pool.js';
import { Variables } from './session/variables.js';
import { filledChanges, filledRows, rowsOf, WholeBatches } from './whole-batches.js';

export class TensorflowExtractor implements Extractor {
  readonly #batches: WholeBatches;

  private constructor(private readonly lease: Lease<CompiledExtraction>) {
    this.#batches = new WholeBatches(lease.fillsBatches);
  }

  static async create(pool: SessionPool, options: ExtractorOptions): Promise<Extractor> {
    const structure = extractionStructure(options);
    const lease = await pool.lease(structure, () => compileExtraction(structure));
    const { needed, constants, constantsOf } = lease.compiled;
    try {
      checkWeights(needed, options.weights);
      const weights = constantsOf(options.weights);
      await Variables.fill(lease, [[constants, (path) => weights.get(path)!]]);
    } catch (error) {
      await lease.release();
      throw error;
    }
    return new TensorflowExtractor(lease);
  }

  async extract(
    images: Uint8Array,
    size: number,
    changes?: readonly ImageChanges[],
  ): Promise<Float32Array[]> {
    const { images: input, outputs } = this.lease.compiled;
    const to = this.#batches.sizeFor(size);
    const feeds = input.feed(filledRows(images, size, to), to, filledChanges(changes, to));
    const extracted = await this.lease.run(feeds, outputs, { beside: true });
    return extracted.map((rows) => rowsOf(rows, size, to));
  }

  dispose(): Promise<void> {
    return this.lease.release();
  }
}
