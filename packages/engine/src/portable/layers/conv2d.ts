import * as tf from '@tensorflow/tfjs-core';
import type { ConfigOf } from '@thaw/core';
import { finish } from './finish.js';
import type { PortableLayer } from './portable-layer.js';

export const Conv2D: PortableLayer<ConfigOf<'Conv2D'>> = {
  weightGradientKernels: [tf.Conv2DBackpropFilter],
  inputGradientKernels: [tf.Conv2DBackpropInput],
  forward(config, [input], { kernel, bias }) {
    const { kernelSize, filters, groups = 1, strides, padding, activation } = config;
    if (groups === 1) {
      const product = tf.conv2d(input as tf.Tensor4D, kernel as tf.Tensor4D, [...strides], padding);
      return finish(product, bias, activation);
    }
    // A group for each channel is depthwise, whose kernel has the same numbers in the same order; tfjs has no groups.
    const depthwise = tf.reshape(kernel!, [...kernelSize, groups, filters / groups]) as tf.Tensor4D;
    const product = tf.depthwiseConv2d(input as tf.Tensor4D, depthwise, [...strides], padding);
    return finish(product, bias, activation);
  },
};
