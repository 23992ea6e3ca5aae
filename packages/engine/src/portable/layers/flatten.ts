import * as tf from '@tensorflow/tfjs-core';
import type { ConfigOf } from '@thaw/core';
import type { PortableLayer } from './portable-layer.js';

export const Flatten: PortableLayer<ConfigOf<'Flatten'>> = {
  forward: (_config, [input]) => tf.reshape(input!, [input!.shape[0]!, -1]),
};
