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
    // tfjs has no groups. Each channel by itself, then the sum over those of a group.
    const [members, own] = [input!.shape[3]! / groups, filters / groups];
    const parted = tf.transpose(tf.reshape(kernel!, [...kernelSize, members, groups, own]), [0, 1, 3, 2, 4]);
    const depthwise = tf.reshape(parted, [...kernelSize, members * groups, own]) as tf.Tensor4D;
    const products = tf.depthwiseConv2d(input as tf.Tensor4D, depthwise, [...strides], padding);
    const [batch, height, width] = products.shape;
    const sums = tf.sum(tf.reshape(products, [batch * height * width, groups, members, own]), 2);
    return finish(tf.reshape(sums, [batch, height, width, filters]), bias, activation);
  },
};
