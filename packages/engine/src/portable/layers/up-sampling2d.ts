import * as tf from '@tensorflow/tfjs-core';
import { linearUpSampling, type ConfigOf } from '@thaw/core';
import type { PortableLayer } from './portable-layer.js';

/** One axis after the other, each as the second of three. */
export const UpSampling2D: PortableLayer<ConfigOf<'UpSampling2D'>> = {
  forward({ size: [rows, columns], interpolation }, [input]) {
    const [batch, height, width, channels] = input!.shape as [number, number, number, number];
    const along = interpolation === 'nearest' ? repeat : interpolate;
    const wider = along(tf.reshape(input!, [batch * height, width, channels]), columns);
    const larger = along(tf.reshape(wider, [batch, height, width * columns * channels]), rows);
    return tf.reshape(larger, [batch, height * rows, width * columns, channels]);
  },
};

function repeat(x: tf.Tensor, factor: number): tf.Tensor {
  const [lines, length, numbers] = x.shape as [number, number, number];
  const apart = tf.reshape(x, [lines, length, 1, numbers]);
  return tf.reshape(tf.tile(apart, [1, 1, factor, 1]), [lines, length * factor, numbers]);
}

function interpolate(x: tf.Tensor, factor: number): tf.Tensor {
  const length = x.shape[1]!;
  const matrix = tf.tensor3d(linearUpSampling(length, factor), [1, length * factor, length]);
  return tf.matMul(tf.tile(matrix, [x.shape[0]!, 1, 1]), x);
}
