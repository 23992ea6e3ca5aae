import type { OptimizerSettings } from '@thaw/core';
import type { UpdateRule } from './update-rule.js';

/** Epsilon is under the root, as Keras has it. The momentum slot is kept only where momentum is used. */
export const rmsprop: UpdateRule<OptimizerSettings<'rmsprop'>> = {
  numbers: ({ rho, momentum, epsilon }) => ({ rho, rest: 1 - rho, momentum, epsilon }),
  update(graph, { weight, gradient, slots, learningRate, numbers: { rho, rest, momentum, epsilon } }) {
    const moved = graph.mul(slots['velocity']!.value, rho!);
    const velocity = graph.addV2(moved, graph.mul(graph.square(gradient), rest!));
    const root = graph.sqrt(graph.addV2(velocity, epsilon!));
    const increment = graph.realDiv(graph.mul(gradient, learningRate), root);
    const remembered = graph.assignVariableOp(slots['velocity']!.handle, velocity);
    const moving = slots['momentum'];
    if (!moving) return [remembered, graph.assignSubVariableOp(weight.handle, increment)];
    const accumulated = graph.addV2(graph.mul(moving.value, momentum!), increment);
    return [
      remembered,
      graph.assignVariableOp(moving.handle, accumulated),
      graph.assignSubVariableOp(weight.handle, accumulated),
    ];
  },
};
