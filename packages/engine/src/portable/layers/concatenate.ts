import * as tf from '@tensorflow/tfjs-core';
import type { ConfigOf } from '@thaw/core';
import type { PortableLayer } from './portable-layer.js';

export const Concatenate: PortableLayer<ConfigOf<'Concatenate'>> = {
  forward: (_config, inputs) => tf.concat([...inputs], -1),
};
