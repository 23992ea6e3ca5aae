import * as tf from '@tensorflow/tfjs-core';
import type { ConfigOf } from '@thaw/core';
import { finish } from './finish.js';
import type { PortableLayer } from './portable-layer.js';

export const Conv2D: PortableLayer<ConfigOf<'Conv2D'>> = {
  weightGradientKernels: [tf.Conv2DBackpropFilter],
  inputGradientKernels: [tf.Conv2DBackpropInput],
  forward({ strides, padding, activation }, [input], { kernel, bias }) {
    const product = tf.conv2d(input as tf.Tensor4D, kernel as tf.Tensor4D, [...strides], padding);
    return finish(product, bias, activation);
  },
};
