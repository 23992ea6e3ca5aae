import * as tf from '@tensorflow/tfjs-core';
import type { ConfigOf } from '@thaw/core';
import { activate } from './activate.js';
import type { PortableLayer } from './portable-layer.js';

export const Dense: PortableLayer<ConfigOf<'Dense'>> = {
  forward({ activation }, [input], { kernel, bias }) {
    const product = tf.matMul(input!, kernel!);
    return activate(bias ? tf.add(product, bias) : product, activation);
  },
};
