import type * as tf from '@tensorflow/tfjs-core';
import type { LossOptions } from '../../network/loss-options.js';

/** A loss in tfjs's operations, through which it finds gradients. */
export interface LossFunction {
  /** The mean over the batch. `logits`: `[size, classes]`. */
  measure(logits: tf.Tensor2D, labels: Int32Array, options?: LossOptions): tf.Scalar;
  /** What the network says. */
  output(logits: tf.Tensor2D): tf.Tensor2D;
}
