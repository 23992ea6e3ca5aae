import * as tf from '@tensorflow/tfjs-core';
import type { ConfigOf } from '@thaw/core';
import type { PortableLayer } from './portable-layer.js';

export const Cropping1D: PortableLayer<ConfigOf<'Cropping1D'>> = {
  forward({ cropping: [first, last] }, [input]) {
    const [batch, tokens, width] = input!.shape as [number, number, number];
    return tf.slice(input!, [0, first, 0], [batch, tokens - first - last, width]);
  },
};
