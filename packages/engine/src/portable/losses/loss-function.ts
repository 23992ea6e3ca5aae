import type * as tf from '@tensorflow/tfjs-core';

export interface LossOptions {
  /** Moves this share of each target to all classes evenly. */
  readonly labelSmoothing?: number;
  /** One factor a class, by the image's true class. */
  readonly classWeights?: readonly number[];
}

/** A loss in tfjs's operations, through which it finds gradients. */
export interface LossFunction {
  /** The mean over the batch. `logits`: `[size, classes]`. */
  measure(logits: tf.Tensor2D, labels: Int32Array, options?: LossOptions): tf.Scalar;
  /** What the network says. */
  output(logits: tf.Tensor2D): tf.Tensor2D;
}
