import type { OptimizerSettings } from '@thaw/core';
import { adam } from './adam.js';
import type { UpdateRule } from './update-rule.js';

/** Adam on weights that decayed first, apart from the gradient (Loshchilov & Hutter 2019). */
export function adamw({ weightDecay, ...settings }: OptimizerSettings<'adamw'>): UpdateRule {
  const rule = adam(settings);
  return {
    ...rule,
    update(graph, update) {
      const { weight, gradient, learningRate } = update;
      const share = graph.mul(learningRate, graph.const(weightDecay));
      // Until its gradient is there a weight is being read, and changing it would copy it.
      const decayed = graph.after([gradient], () =>
        graph.assignSubVariableOp(weight.handle, graph.mul(weight.value, share)),
      );
      return graph.after([decayed], () => rule.update(graph, update));
    },
  };
}
