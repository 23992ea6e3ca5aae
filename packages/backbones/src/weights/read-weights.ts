import type { Weights } from '@thaw/core';
import type { OpenedFile } from './byte-source.js';
import { WeightsReader, type ReadWeightsOptions } from './weights-reader.js';

/**
 * Reads the weights of a graph from a file: float32, with Keras's shapes, one for each weight that
 * `describeLayers(graph)` lists. The file may hold the network alone, with a classifier, or nested in a model.
 * Throws THAW-WEIGHTS-UNREADABLE when it is not such a file, or takes far more time or memory than one;
 * THAW-WEIGHTS-MISMATCH, which says of every layer what it misses, when it holds another network's; THAW-WEIGHTS-VALUES
 * when numbers of it are none.
 */
export async function readWeights(
  source: Uint8Array | OpenedFile,
  options: ReadWeightsOptions,
): Promise<Weights> {
  const reader = new WeightsReader(source, options);
  try {
    return await reader.read();
  } finally {
    await reader.close();
  }
}
