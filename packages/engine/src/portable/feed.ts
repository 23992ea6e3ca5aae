import * as tf from '@tensorflow/tfjs-core';
import {
  describeLayers,
  type Activations,
  type ImageChanges,
  type LayerGraph,
  type Preprocessing,
} from '@thaw/core';
import { changeImages } from './change-images.js';
import { normalizeImages } from './normalize-images.js';

/** Makes the tensor that a layer is fed with, from `size` rows: images for an input layer, activations for others. */
export type Feed = (
  layer: string,
  rows: Activations,
  size: number,
  changes?: readonly ImageChanges[],
) => tf.Tensor;

export function feeder(graph: LayerGraph, preprocessing: Preprocessing): Feed {
  const facts = describeLayers(graph);
  return (name, rows, size, changes) => {
    const { output } = facts.get(name)!;
    const values =
      rows instanceof Uint8Array
        ? normalizeImages(changes ? changeImages(rows, output, changes) : rows, preprocessing)
        : rows;
    return tf.tensor(values, [size, ...output], 'float32');
  };
}
