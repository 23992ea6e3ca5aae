import * as tf from '@tensorflow/tfjs-core';

export interface CrossEntropyOptions {
  /** Moves this share of each target to all classes evenly. */
  readonly labelSmoothing?: number;
  /** One factor a class, by the image's true class. */
  readonly classWeights?: readonly number[];
}

/**
 * The mean over the batch of the cross-entropy between classes and `logits`, `[size, classes]`. As in Keras with
 * `class_weight`, it divides by the batch's size, not by the sum of the weights.
 */
export function crossEntropy(
  logits: tf.Tensor2D,
  labels: Int32Array,
  { labelSmoothing = 0, classWeights }: CrossEntropyOptions = {},
): tf.Scalar {
  const [size, classes] = logits.shape;
  const shares = new Float32Array(size * classes);
  labels.forEach((label, row) => {
    const factor = (classWeights?.[label] ?? 1) / size;
    shares.fill((factor * labelSmoothing) / classes, row * classes, (row + 1) * classes);
    shares[row * classes + label]! += factor * (1 - labelSmoothing);
  });
  return tf.neg(tf.sum(tf.mul(tf.tensor2d(shares, [size, classes]), tf.logSoftmax(logits)))) as tf.Scalar;
}
