import * as tf from '@tensorflow/tfjs-core';
import type { ConfigOf } from '@thaw/core';
import type { PortableLayer } from './portable-layer.js';
import { withGradient, type Differentiable } from './with-gradient.js';

const spatialAxes = [1, 2];

export const GlobalAveragePooling2D: PortableLayer<ConfigOf<'GlobalAveragePooling2D'>> = {
  forward: (_config, [input]) => tf.mean(input!, spatialAxes),
};

/** As in TensorFlow, places that share the maximum share its gradient; tfjs's own gives each of them all of it. */
export const GlobalMaxPooling2D: PortableLayer<ConfigOf<'GlobalMaxPooling2D'>> = {
  forward: (_config, [input]) => withGradient(globalMax, input!),
};

const globalMax: Differentiable = {
  forward(x) {
    const value = tf.max(x!, spatialAxes);
    return { value, kept: [x!, value] };
  },
  backward(dy, [x, maximum]) {
    const expand = (pooled: tf.Tensor) => tf.reshape(pooled, [pooled.shape[0]!, 1, 1, pooled.shape[1]!]);
    const hit = tf.cast(tf.equal(x!, expand(maximum!)), 'float32');
    return [tf.mul(hit, tf.div(expand(dy), tf.sum(hit, spatialAxes, true)))];
  },
};
