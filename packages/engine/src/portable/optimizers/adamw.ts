import * as tf from '@tensorflow/tfjs-core';
import { adam } from './adam.js';
import type { SettingsOf, UpdateRule } from './update-rule.js';

/** Adam on weights that decayed first, apart from the gradient (Loshchilov & Hutter 2019). */
export function adamw({ weightDecay, ...settings }: SettingsOf<'adamw'>): UpdateRule {
  const { slots, update } = adam(settings);
  return {
    slots,
    update({ weight, ...rest }) {
      return update({ ...rest, weight: tf.sub(weight, tf.mul(weight, weightDecay * rest.learningRate)) });
    },
  };
}
