import * as tf from '@tensorflow/tfjs-core';
import { patchResampling, type ConfigOf, type PatchResampling } from '@thaw/core';
import type { PortableLayer } from './portable-layer.js';

export const PositionEmbedding: PortableLayer<ConfigOf<'PositionEmbedding'>> = {
  forward(config, [input], { embedding }) {
    const { forward } = patchResampling(config, input!.shape.slice(1));
    return tf.add(input!, resample(embedding!, forward));
  },
};

/** Line by line, first along columns, then along rows; what comes before the patches stays as it is. */
function resample(places: tf.Tensor, { prefix, from, to, width, matrix }: PatchResampling): tf.Tensor {
  if (from === to) return places;
  const weights = tf.tensor2d(matrix, [to, from]);
  const alongFirst = (x: tf.Tensor, other: number) => {
    const lines = tf.matMul(weights, tf.reshape(x, [from, other * width]));
    return tf.transpose(tf.reshape(lines, [to, other, width]), [1, 0, 2]);
  };
  const patches = tf.slice(places, [prefix, 0], [from ** 2, width]);
  const square = tf.reshape(alongFirst(alongFirst(patches, from), to), [to ** 2, width]);
  return prefix === 0 ? square : tf.concat([tf.slice(places, [0, 0], [prefix, width]), square], 0);
}
