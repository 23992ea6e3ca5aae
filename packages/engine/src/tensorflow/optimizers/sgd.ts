import type { OptimizerSettings } from '@thaw/core';
import type { UpdateRule } from './update-rule.js';

/** TensorFlow's own momentum leaves the rate out of what it accumulates; the variant for Keras does not. */
export const sgd: UpdateRule<OptimizerSettings<'sgd'>> = {
  numbers: ({ momentum }) => ({ momentum }),
  update(graph, { weight, gradient, slots, learningRate, numbers: { momentum } }, { nesterov }) {
    const velocity = slots['momentum'];
    if (!velocity) return [graph.resourceApplyGradientDescent(weight.handle, learningRate, gradient)];
    const inputs = [weight.handle, velocity.handle, learningRate, gradient, momentum!] as const;
    return [graph.resourceApplyKerasMomentum(inputs, nesterov)];
  },
};
