import type { LayerGraph } from '../graph/layer-graph.js';
import type { Preprocessing } from '../graph/preprocessing.js';
import type { Weights } from './engine.js';

/** A trained network. */
export interface Classifier {
  /** Backbone and head in one graph; its output are logits, `[classes]`. */
  readonly graph: LayerGraph;
  readonly preprocessing: Preprocessing;
  /** Of every layer, as they are after training. */
  readonly weights: Weights;
}

/**
 * What a trained network can be written as. Rules every format keeps:
 * - The file is all that it takes to run the network: from `images`, uint8 `[N, height, width, 3]`, RGB, 0–255, to
 *   `probabilities`, float32 `[N, classes]`. It normalises pixels itself.
 * - The same network gives the same bytes, everywhere: they are stored by what they hold.
 */
export interface ModelFormat {
  /** Where the file lies in the folder of a model, with forward slashes. Its last part names the blob in the store. */
  readonly path: string;
  /** @throws ThawError `THAW-ENGINE-WEIGHTS` for weights that are missing or of another shape. */
  encode(classifier: Classifier): Promise<Uint8Array>;
}
