import * as tf from '@tensorflow/tfjs-core';
import type { ConfigOf } from '@thaw/core';
import { attend, toHeads } from './attend.js';
import type { PortableLayer } from './portable-layer.js';

export const AttentionPooling: PortableLayer<ConfigOf<'AttentionPooling'>> = {
  forward({ heads }, [input], { latent, query_kernel: kernel, query_bias: bias }) {
    const [key, value] = toHeads(input!, 2, heads);
    const [batch, , , headWidth] = key!.shape as [number, number, number, number];
    const projected = tf.add(tf.matMul(latent!, kernel!), bias!);
    // As many copies as images: not every backend multiplies what has to be repeated.
    const query = tf.tile(tf.reshape(projected, [1, heads, 1, headWidth]), [batch, 1, 1, 1]);
    return tf.reshape(attend(query, key!, value!), [batch, heads * headWidth]);
  },
};
