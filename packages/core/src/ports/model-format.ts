import type { LayerGraph } from '../graph/layer-graph.js';
import type { Preprocessing } from '../graph/preprocessing.js';
import type { Weights } from './engine.js';
import type { Json } from './tracker.js';

/** A trained network. */
export interface Classifier {
  /** Backbone and head in one graph; its output are logits, `[classes]`. */
  readonly graph: LayerGraph;
  readonly preprocessing: Preprocessing;
  /** Of every layer, as they are after training. */
  readonly weights: Weights;
}

/**
 * What a model says of itself, by name: `classes`, in the order of the probabilities, `preprocessing`, `resize`, `metrics`, `provenance`,
 * `licence`. A format that has room for such things takes all of them, each as JSON.
 */
export type ModelMetadata = Readonly<Record<string, Json>>;

/** What weights are kept and a network is computed in. Pixels and probabilities are the same in all of them. */
export type ModelPrecision = 'float32' | 'float16' | 'int8';

/** By their paths in the folder of a model, with forward slashes. */
export type ModelFiles = ReadonlyMap<string, Uint8Array>;

/**
 * What a trained network can be written as. Rules every format keeps:
 * - Its files are all that it takes to run the network: from `images`, `[N, height, width, 3]`, RGB, 0–255, to
 *   `probabilities`, float32 `[N, classes]`. It normalises pixels itself.
 * - The same network with the same metadata gives the same bytes, everywhere: they are stored by what they hold.
 */
export interface ModelFormat {
  /** Where the file lies that programs are pointed to. */
  readonly path: string;
  /**
   * In float32.
   * @throws ThawError `THAW-ENGINE-WEIGHTS` for weights that are missing or of another shape.
   */
  encode(classifier: Classifier, metadata: ModelMetadata): Promise<ModelFiles>;
}
