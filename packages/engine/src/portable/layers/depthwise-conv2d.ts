import * as tf from '@tensorflow/tfjs-core';
import type { ConfigOf } from '@thaw/core';
import { finish } from './finish.js';
import type { PortableLayer } from './portable-layer.js';

export const DepthwiseConv2D: PortableLayer<ConfigOf<'DepthwiseConv2D'>> = {
  weightGradientKernels: [tf.DepthwiseConv2dNativeBackpropFilter],
  inputGradientKernels: [tf.DepthwiseConv2dNativeBackpropInput],
  forward({ strides, padding, activation }, [input], { kernel, bias }) {
    const product = tf.depthwiseConv2d(input as tf.Tensor4D, kernel as tf.Tensor4D, [...strides], padding);
    return finish(product, bias, activation);
  },
};
