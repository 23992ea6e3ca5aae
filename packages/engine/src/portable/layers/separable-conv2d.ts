import * as tf from '@tensorflow/tfjs-core';
import type { ConfigOf } from '@thaw/core';
import { finish } from './finish.js';
import type { PortableLayer } from './portable-layer.js';

export const SeparableConv2D: PortableLayer<ConfigOf<'SeparableConv2D'>> = {
  weightGradientKernels: [
    tf.Conv2DBackpropFilter,
    tf.Conv2DBackpropInput,
    tf.DepthwiseConv2dNativeBackpropFilter,
  ],
  inputGradientKernels: [tf.Conv2DBackpropInput, tf.DepthwiseConv2dNativeBackpropInput],
  forward({ strides, padding, activation }, [input], weights) {
    const { depthwise_kernel: depthwise, pointwise_kernel: pointwise, bias } = weights;
    const filtered = tf.depthwiseConv2d(
      input as tf.Tensor4D,
      depthwise as tf.Tensor4D,
      [...strides],
      padding,
    );
    const product = tf.conv2d(filtered, pointwise as tf.Tensor4D, 1, 'valid');
    return finish(product, bias, activation);
  },
};
