import * as tf from '@tensorflow/tfjs-core';
import type { ConfigOf } from '@thaw/core';
import { finish } from './finish.js';
import type { PortableLayer } from './portable-layer.js';

export const Dense: PortableLayer<ConfigOf<'Dense'>> = {
  forward({ activation }, [input], { kernel, bias }) {
    const product = tf.matMul(input!, kernel!);
    return finish(product, bias, activation);
  },
};
