import * as tf from '@tensorflow/tfjs-core';
import type { Activation } from '@thaw/core';
import { activate } from './activate.js';
import { overPlaces } from './over-places.js';
import { withGradient } from './with-gradient.js';

/** What follows the product in a layer with a kernel: the bias, if it has one, and the activation. */
export function finish(product: tf.Tensor, bias: tf.Tensor | undefined, activation: Activation): tf.Tensor {
  return activate(bias ? withGradient(addBias, product, bias) : product, activation);
}

const addBias = {
  forward: (product: tf.Tensor, bias: tf.Tensor) => ({ value: tf.add(product, bias) }),
  backward: (dy: tf.Tensor) => [tf.clone(dy), overPlaces(dy)],
};
