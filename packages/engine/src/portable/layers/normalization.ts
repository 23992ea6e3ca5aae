import * as tf from '@tensorflow/tfjs-core';
import { leastDeviation, type ConfigOf } from '@thaw/core';
import type { PortableLayer } from './portable-layer.js';

export const Normalization: PortableLayer<ConfigOf<'Normalization'>> = {
  forward(config, [input], weights) {
    const mean = config.mean ? tf.tensor1d([...config.mean]) : weights['mean']!;
    const variance = config.variance ? tf.tensor1d([...config.variance]) : weights['variance']!;
    return tf.div(tf.sub(input!, mean), tf.maximum(tf.sqrt(variance), leastDeviation));
  },
};
