import type { OptimizerSettings } from '@thaw/core';
import * as tf from '@tensorflow/tfjs-core';
import { adam } from './adam.js';
import type { UpdateRule } from './update-rule.js';

/** Adam on weights that decayed first, apart from the gradient (Loshchilov & Hutter 2019). */
export function adamw({ weightDecay, ...settings }: OptimizerSettings<'adamw'>): UpdateRule {
  const { update } = adam(settings);
  return {
    update({ weight, ...rest }) {
      return update({ ...rest, weight: tf.sub(weight, tf.mul(weight, weightDecay * rest.learningRate)) });
    },
  };
}
