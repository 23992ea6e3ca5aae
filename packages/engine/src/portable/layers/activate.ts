import * as tf from '@tensorflow/tfjs-core';
import type { Activation } from '@thaw/core';

/**
 * Applies an activation. The gradients of the rectifiers are written by their output, where tfjs's go by the input:
 * the next layer keeps that output anyway, so a training step holds one array less for each of them.
 */
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

/** `max(input, 0)`, and at most `ceiling`. As in TensorFlow, no gradient passes at 0 and at the ceiling. */
export function rectify(input: tf.Tensor, ceiling = Infinity): tf.Tensor {
  const rectified = tf.customGrad((x, save) => {
    const value = rectifiers.get(ceiling)?.(x as tf.Tensor) ?? tf.clipByValue(x as tf.Tensor, 0, ceiling);
    (save as tf.GradSaveFunc)([value]);
    const gradFunc = (dy: tf.Tensor, [y]: tf.Tensor[]) =>
      tf.tidy(() => {
        const passed = tf.mul(dy, tf.step(y!));
        return ceiling === Infinity ? passed : tf.mul(passed, tf.step(tf.sub(ceiling, y!)));
      });
    return { value, gradFunc };
  });
  return rectified(input);
}

/** Ceilings that backends have a kernel for. */
const rectifiers = new Map<number, (x: tf.Tensor) => tf.Tensor>([
  [Infinity, tf.relu],
  [6, tf.relu6],
]);
