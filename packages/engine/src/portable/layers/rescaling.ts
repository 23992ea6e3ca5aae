import * as tf from '@tensorflow/tfjs-core';
import type { ConfigOf } from '@thaw/core';
import type { PortableLayer } from './portable-layer.js';

export const Rescaling: PortableLayer<ConfigOf<'Rescaling'>> = {
  forward: ({ scale, offset }, [input]) =>
    tf.add(tf.mul(input!, typeof scale === 'number' ? scale : tf.tensor1d([...scale])), offset),
};
