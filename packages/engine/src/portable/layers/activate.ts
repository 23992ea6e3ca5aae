import * as tf from '@tensorflow/tfjs-core';
import type { Activation } from '@thaw/core';
import { withGradient } from './with-gradient.js';

export function activate(input: tf.Tensor, activation: Activation): tf.Tensor {
  switch (activation) {
    case 'linear':
      return tf.clone(input);
    case 'relu':
      return rectify(input);
    case 'relu6':
      return rectify(input, 6);
    case 'softmax':
      return tf.softmax(input);
  }
}

/**
 * `max(input, 0)`, and at most `ceiling`. As in TensorFlow, no gradient passes at 0 and at the ceiling; it goes by the
 * output, which the next layer keeps anyway.
 */
export function rectify(input: tf.Tensor, ceiling = Infinity): tf.Tensor {
  const rectifier = rectifiers.get(ceiling) ?? ((x: tf.Tensor) => tf.clipByValue(x, 0, ceiling));
  return withGradient(
    {
      forward(x) {
        const value = rectifier(x!);
        return { value, kept: [value] };
      },
      backward(dy, [y]) {
        const passed = tf.mul(dy, tf.step(y!));
        return [ceiling === Infinity ? passed : tf.mul(passed, tf.step(tf.sub(ceiling, y!)))];
      },
    },
    input,
  );
}

/** Ceilings that backends have a kernel for. */
const rectifiers = new Map<number, (x: tf.Tensor) => tf.Tensor>([
  [Infinity, tf.relu],
  [6, tf.relu6],
]);
