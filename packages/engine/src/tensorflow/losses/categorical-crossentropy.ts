import type { LossFunction } from './loss-function.js';

/**
 * As in Keras with `class_weight`, the mean divides by the batch's size, not by the sum of the weights. TensorFlow's fused
 * operation is not taken: on a GPU it has no kernel that always sums in the same order.
 */
export const categoricalCrossentropy: LossFunction = {
  numbers({ labelSmoothing = 0, classWeights }, classes) {
    const rest = labelSmoothing / classes;
    return {
      target: 1 - labelSmoothing + rest,
      rest,
      // Last, of rows that fill a batch up and are of no class.
      weights: [...(classWeights ?? Array.from({ length: classes }, () => 1)), 0],
    };
  },
  measure(graph, { logits, labels, classes }, { target, rest, weights }) {
    const size = graph.sum(graph.cast(graph.less(labels, graph.const(classes, 'int32')), 'float32'), [0]);
    const factors = graph.reshape(graph.realDiv(graph.gatherV2(weights!, labels), size), [-1, 1]);
    const targets = graph.mul(graph.oneHot(labels, classes, target!, rest!), factors);
    const probabilities = graph.softmax(logits);
    return {
      loss: graph.neg(graph.sum(graph.mul(targets, graph.logSoftmax(logits)), [0, 1])),
      // Each row of targets sums to its factor.
      gradient: graph.sub(graph.mul(probabilities, factors), targets),
      output: probabilities,
    };
  },
  output: (graph, logits) => graph.softmax(logits),
};
