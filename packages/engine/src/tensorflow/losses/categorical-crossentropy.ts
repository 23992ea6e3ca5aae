import type { LossFunction } from './loss-function.js';

/** As in Keras with `class_weight`, the mean divides by the batch's size, not by the sum of the weights. */
export const categoricalCrossentropy: LossFunction = {
  measure(graph, { logits, labels, classes }, { labelSmoothing = 0, classWeights } = {}) {
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
  },
  output: (graph, logits) => graph.softmax(logits),
};
