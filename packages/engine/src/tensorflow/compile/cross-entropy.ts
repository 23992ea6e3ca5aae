import type { GraphDefBuilder } from '../graph-def/graph-def-builder.js';
import type { Output } from '../graph-def/node-list.js';

export interface CrossEntropyOptions {
  /** Moves this share of each target to all classes evenly. */
  readonly labelSmoothing?: number;
  /** One factor a class, by the image's true class. */
  readonly classWeights?: readonly number[];
}

export interface CrossEntropy {
  /** A scalar: the mean over the batch. */
  readonly loss: Output;
  /** Its gradient by the logits. */
  readonly gradient: Output;
}

/**
 * The cross-entropy between the classes that `labels` (int32, `[batch]`) name and the float32 logits. As in Keras with
 * `class_weight`, it divides by the batch's size, not by the sum of the weights.
 */
export function crossEntropy(
  graph: GraphDefBuilder,
  logits: Output,
  labels: Output,
  classes: number,
  { labelSmoothing = 0, classWeights }: CrossEntropyOptions = {},
): CrossEntropy {
  const rest = labelSmoothing / classes;
  const targets = graph.oneHot(labels, classes, 1 - labelSmoothing + rest, rest);
  const { loss, backprop } = graph.softmaxCrossEntropyWithLogits(logits, targets);
  const size = graph.cast(graph.size(labels), 'float32');
  const weights = graph.const(classWeights ?? new Float32Array(classes).fill(1));
  const factors = graph.realDiv(graph.gatherV2(weights, labels), size);
  return {
    loss: graph.sum(graph.mul(loss, factors), [0]),
    gradient: graph.mul(backprop, graph.reshape(factors, [-1, 1])),
  };
}
