import * as tf from '@tensorflow/tfjs-core';
import type { ConfigOf } from '@thaw/core';
import type { PortableLayer } from './portable-layer.js';

export const Multiply: PortableLayer<ConfigOf<'Multiply'>> = {
  forward: (_config, inputs) => inputs.reduce((product, factor) => tf.mul(product, factor)),
};
