import type { OptimizerSettings } from '@thaw/core';
import type { UpdateRule } from './update-rule.js';

/** Epsilon is under the root, as Keras has it. The momentum slot is kept only where momentum is used. */
export function rmsprop({ rho, momentum, epsilon }: OptimizerSettings<'rmsprop'>): UpdateRule {
  return {
    update(graph, { weight, gradient, slots, learningRate }) {
      const moved = graph.mul(slots['velocity']!.value, graph.const(rho));
      const velocity = graph.addV2(moved, graph.mul(graph.square(gradient), graph.const(1 - rho)));
      const root = graph.sqrt(graph.addV2(velocity, graph.const(epsilon)));
      const increment = graph.realDiv(graph.mul(gradient, learningRate), root);
      const remembered = graph.assignVariableOp(slots['velocity']!.handle, velocity);
      if (momentum === 0) return [remembered, graph.assignSubVariableOp(weight.handle, increment)];
      const accumulated = graph.addV2(graph.mul(slots['momentum']!.value, graph.const(momentum)), increment);
      return [
        remembered,
        graph.assignVariableOp(slots['momentum']!.handle, accumulated),
        graph.assignSubVariableOp(weight.handle, accumulated),
      ];
    },
  };
}
