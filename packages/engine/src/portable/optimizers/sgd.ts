import * as tf from '@tensorflow/tfjs-core';
import type { OptimizerSettings } from '@thaw/core';
import type { Updated, UpdateRule } from './update-rule.js';

export function sgd({ momentum, nesterov }: OptimizerSettings<'sgd'>): UpdateRule {
  return {
    update({ weight, gradient, slots, learningRate }): Updated {
      const descent = tf.mul(gradient, learningRate);
      if (momentum === 0) return { weight: tf.sub(weight, descent), slots: {} };
      const velocity = tf.sub(tf.mul(slots['momentum']!, momentum), descent);
      const change = nesterov ? tf.sub(tf.mul(velocity, momentum), descent) : velocity;
      return { weight: tf.add(weight, change), slots: { momentum: velocity } };
    },
  };
}
