import * as tf from '@tensorflow/tfjs-core';
import type { OptimizerSettings } from '@thaw/core';
import type { Updated, UpdateRule } from './update-rule.js';

/** Epsilon is under the root, as Keras has it. The momentum slot is kept only where momentum is used. */
export function rmsprop({ rho, momentum, epsilon }: OptimizerSettings<'rmsprop'>): UpdateRule {
  return {
    update({ weight, gradient, slots, learningRate }): Updated {
      const velocity = tf.add(tf.mul(slots['velocity']!, rho), tf.mul(tf.square(gradient), 1 - rho));
      const increment = tf.div(tf.mul(gradient, learningRate), tf.sqrt(tf.add(velocity, epsilon)));
      if (momentum === 0) return { weight: tf.sub(weight, increment), slots: { velocity } };
      const accumulated = tf.add(tf.mul(slots['momentum']!, momentum), increment);
      return { weight: tf.sub(weight, accumulated), slots: { velocity, momentum: accumulated } };
    },
  };
}
