import * as tf from '@tensorflow/tfjs-core';
import type { ConfigOf } from '@thaw/core';
import { activate } from './activate.js';
import type { PortableLayer } from './portable-layer.js';

export const SwiGLU: PortableLayer<ConfigOf<'SwiGLU'>> = {
  forward(_config, [input]) {
    const [gate, value] = tf.split(input!, 2, -1);
    return tf.mul(activate(gate!, 'silu'), value!);
  },
};
