import * as tf from '@tensorflow/tfjs-core';
import type { ConfigOf } from '@thaw/core';
import type { PortableLayer } from './portable-layer.js';

const prefixTokens: PortableLayer<unknown> = {
  forward: (_config, [input], { tokens }) =>
    tf.concat([tf.tile(tf.expandDims(tokens!, 0), [input!.shape[0]!, 1, 1]), input!], 1),
};

export const ClassToken: PortableLayer<ConfigOf<'ClassToken'>> = prefixTokens;
export const RegisterTokens: PortableLayer<ConfigOf<'RegisterTokens'>> = prefixTokens;
