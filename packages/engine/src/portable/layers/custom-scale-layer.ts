import * as tf from '@tensorflow/tfjs-core';
import type { ConfigOf } from '@thaw/core';
import type { PortableLayer } from './portable-layer.js';

export const CustomScaleLayer: PortableLayer<ConfigOf<'CustomScaleLayer'>> = {
  forward: ({ scale }, [first, second]) => tf.add(first!, tf.mul(second!, scale)),
};
