import * as tf from '@tensorflow/tfjs-core';
import { layerKinds, type ConfigOf } from '@thaw/core';
import { finish } from './finish.js';
import type { PortableLayer } from './portable-layer.js';

export const Conv2DTranspose: PortableLayer<ConfigOf<'Conv2DTranspose'>> = {
  weightGradientKernels: [tf.Conv2DBackpropFilter],
  inputGradientKernels: [tf.Conv2D],
  forward(config, [input], { kernel, bias }) {
    const { strides, padding, activation } = config;
    const [batch, ...shape] = input!.shape as [number, ...number[]];
    const output = layerKinds.Conv2DTranspose.outputShape(config, [shape]) as [number, number, number];
    const [image, filter] = [input as tf.Tensor4D, kernel as tf.Tensor4D];
    const widened = tf.conv2dTranspose(image, filter, [batch, ...output], [...strides], padding);
    return finish(widened, bias, activation);
  },
};
