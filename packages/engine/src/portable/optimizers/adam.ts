import type { OptimizerSettings } from '@thaw/core';
import * as tf from '@tensorflow/tfjs-core';
import type { UpdateRule } from './update-rule.js';

/** Kingma & Ba 2015, with epsilon outside the bias correction ("epsilon hat"), as Keras has it. */
export function adam({ beta1, beta2, epsilon }: OptimizerSettings<'adam'>): UpdateRule {
  return {
    update({ weight, gradient, slots, learningRate, step }) {
      const rate = (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
      const momentum = approach(slots['momentum']!, gradient, 1 - beta1);
      const velocity = approach(slots['velocity']!, tf.square(gradient), 1 - beta2);
      const change = tf.div(tf.mul(momentum, rate), tf.add(tf.sqrt(velocity), epsilon));
      return { weight: tf.sub(weight, change), slots: { momentum, velocity } };
    },
  };
}

const approach = (average: tf.Tensor, value: tf.Tensor, share: number) =>
  tf.add(average, tf.mul(tf.sub(value, average), share));
