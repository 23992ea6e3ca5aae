import * as tf from '@tensorflow/tfjs-core';
import type { ConfigOf } from '@thaw/core';
import { finish } from './finish.js';
import type { PortableLayer } from './portable-layer.js';

export const Dense: PortableLayer<ConfigOf<'Dense'>> = {
  forward({ units, activation }, [input], { kernel, bias }) {
    const rows = tf.reshape(input!, [-1, input!.shape.at(-1)!]);
    const product = finish(tf.matMul(rows as tf.Tensor2D, kernel as tf.Tensor2D), bias, activation);
    return tf.reshape(product, [...input!.shape.slice(0, -1), units]);
  },
};
