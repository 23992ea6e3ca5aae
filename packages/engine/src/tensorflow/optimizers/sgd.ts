import type { OptimizerSettings } from '@thaw/core';
import type { UpdateRule } from './update-rule.js';

/** TensorFlow's own momentum leaves the rate out of what it accumulates; the variant for Keras does not. */
export function sgd({ momentum, nesterov }: OptimizerSettings<'sgd'>): UpdateRule {
  if (momentum === 0) {
    return {
      update: (graph, { weight, gradient, learningRate }) => [
        graph.resourceApplyGradientDescent(weight.handle, learningRate, gradient),
      ],
    };
  }
  return {
    update(graph, { weight, gradient, slots, learningRate }) {
      const velocity = slots['momentum']!.handle;
      const inputs = [weight.handle, velocity, learningRate, gradient, graph.const(momentum)] as const;
      return [graph.resourceApplyKerasMomentum(inputs, nesterov)];
    },
  };
}
