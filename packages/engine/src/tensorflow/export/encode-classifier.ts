import type { Classifier } from '@thaw/core';
import { encodeSavedModel } from '../graph-def/saved-model.js';
import { classifierGraph } from './classifier-graph.js';

/**
 * The bytes of a `saved_model.pb` that any TensorFlow loads, with the signature `serving_default`: from `images`, uint8
 * `[batch, height, width, 3]`, RGB, to `probabilities`, float32 `[batch, classes]`. The file is all there is. The same weights
 * give the same bytes. Throws THAW-ENGINE-WEIGHTS for weights that are missing or of another shape.
 */
export function encodeClassifier(classifier: Classifier): Uint8Array {
  const { nodes, images, probabilities } = classifierGraph(classifier, 'uint8');
  return encodeSavedModel(nodes, { inputs: { images }, outputs: { probabilities } });
}
