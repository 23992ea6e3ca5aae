import type { LossFunction } from './loss-function.js';

/** As in Keras with `class_weight`, the mean divides by the batch's size, not by the sum of the weights. */
export const categoricalCrossentropy: LossFunction = {
  numbers({ labelSmoothing = 0, classWeights }, classes) {
    const rest = labelSmoothing / classes;
    return {
      target: 1 - labelSmoothing + rest,
      rest,
      weights: classWeights ?? Array.from({ length: classes }, () => 1),
    };
  },
  measure(graph, { logits, labels, classes }, { target, rest, weights }) {
    const targets = graph.oneHot(labels, classes, target!, rest!);
    const { loss, backprop } = graph.softmaxCrossEntropyWithLogits(logits, targets);
    const size = graph.cast(graph.size(labels), 'float32');
    const factors = graph.realDiv(graph.gatherV2(weights!, labels), size);
    return {
      loss: graph.sum(graph.mul(loss, factors), [0]),
      gradient: graph.mul(backprop, graph.reshape(factors, [-1, 1])),
    };
  },
  output: (graph, logits) => graph.softmax(logits),
};
