import * as tf from '@tensorflow/tfjs-core';
import type { ConfigOf } from '@thaw/core';
import type { PortableLayer } from './portable-layer.js';

export const Reshape: PortableLayer<ConfigOf<'Reshape'>> = {
  forward: ({ targetShape }, [input]) => tf.reshape(input!, [input!.shape[0]!, ...targetShape]),
};
