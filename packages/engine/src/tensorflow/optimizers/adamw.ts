import type { OptimizerSettings } from '@thaw/core';
import { adam } from './adam.js';
import type { UpdateRule } from './update-rule.js';

/** Adam on weights that decayed first, apart from the gradient (Loshchilov & Hutter 2019). */
export const adamw: UpdateRule<OptimizerSettings<'adamw'>> = {
  numbers: (settings) => ({ ...adam.numbers(settings), weightDecay: settings.weightDecay }),
  correction: (settings, step) => adam.correction!(settings, step),
  update(graph, update, switches) {
    const { weight, gradient, learningRate, numbers } = update;
    const share = graph.mul(learningRate, numbers['weightDecay']!);
    // Until its gradient is there a weight is being read, and changing it would copy it.
    const decayed = graph.after([gradient], () =>
      graph.assignSubVariableOp(weight.handle, graph.mul(weight.value, share)),
    );
    return graph.after([decayed], () => adam.update(graph, update, switches));
  },
};
