import * as tf from '@tensorflow/tfjs-core';
import type { ConfigOf } from '@thaw/core';
import type { PortableLayer } from './portable-layer.js';
import { withGradient, type Differentiable } from './with-gradient.js';

/** Those of places: all between the batch and the channels. */
const spatialAxes = ({ rank }: tf.Tensor) => Array.from({ length: rank - 2 }, (_, index) => index + 1);

export const GlobalAveragePooling2D: PortableLayer<ConfigOf<'GlobalAveragePooling2D'>> = {
  forward: ({ keepdims }, [input]) => tf.mean(input!, spatialAxes(input!), keepdims),
};

/** As in TensorFlow, places that share the maximum share its gradient; tfjs's own gives each of them all of it. */
export const GlobalMaxPooling2D: PortableLayer<ConfigOf<'GlobalMaxPooling2D'>> = {
  forward({ keepdims }, [input]) {
    const maximum = withGradient(globalMax, input!);
    return keepdims ? maximum : tf.squeeze(maximum, spatialAxes(input!));
  },
};

const globalMax: Differentiable = {
  forward(x) {
    const value = tf.max(x!, spatialAxes(x!), true);
    return { value, kept: [x!, value] };
  },
  backward(dy, [x, maximum]) {
    const hit = tf.cast(tf.equal(x!, maximum!), 'float32');
    return [tf.mul(hit, tf.div(dy, tf.sum(hit, spatialAxes(x!), true)))];
  },
};
