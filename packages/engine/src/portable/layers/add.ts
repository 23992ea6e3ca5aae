import * as tf from '@tensorflow/tfjs-core';
import type { ConfigOf } from '@thaw/core';
import type { PortableLayer } from './portable-layer.js';

export const Add: PortableLayer<ConfigOf<'Add'>> = {
  forward: (_config, inputs) => inputs.reduce((sum, input) => tf.add(sum, input)),
};
