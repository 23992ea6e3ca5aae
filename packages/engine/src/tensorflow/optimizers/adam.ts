import type { OptimizerSettings } from '@thaw/core';
import type { UpdateRule } from './update-rule.js';

/**
 * Kingma & Ba 2015, with epsilon outside the bias correction ("epsilon hat"), as Keras has it. The correction is worked
 * out in double precision and fed; the operation's own, from powers of beta, is switched off by powers of 0.
 */
export const adam: UpdateRule<OptimizerSettings<'adam'>> = {
  numbers: ({ beta1, beta2, epsilon }) => ({ beta1, beta2, epsilon }),
  correction: ({ beta1, beta2 }, step) => Math.sqrt(1 - beta2 ** step) / (1 - beta1 ** step),
  update(graph, { weight, gradient, slots, correctedRate, numbers: { beta1, beta2, epsilon } }) {
    const noPower = graph.const(0);
    const [momentum, velocity] = [slots['momentum']!.handle, slots['velocity']!.handle];
    return [
      graph.resourceApplyAdam(
        ...[weight.handle, momentum, velocity, noPower, noPower, correctedRate],
        ...[beta1!, beta2!, epsilon!, gradient],
      ),
    ];
  },
};
