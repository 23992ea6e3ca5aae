import * as tf from '@tensorflow/tfjs-core';
import type { LossFunction } from './loss-function.js';

/** As in Keras with `class_weight`, the mean divides by the batch's size, not by the sum of the weights. */
export const categoricalCrossentropy: LossFunction = {
  measure(logits, labels, { labelSmoothing = 0, classWeights } = {}) {
    const [size, classes] = logits.shape;
    const shares = new Float32Array(size * classes);
    labels.forEach((label, row) => {
      const factor = (classWeights?.[label] ?? 1) / size;
      shares.fill((factor * labelSmoothing) / classes, row * classes, (row + 1) * classes);
      shares[row * classes + label]! += factor * (1 - labelSmoothing);
    });
    return tf.neg(tf.sum(tf.mul(tf.tensor2d(shares, [size, classes]), tf.logSoftmax(logits)))) as tf.Scalar;
  },
  output: (logits) => tf.softmax(logits),
};
