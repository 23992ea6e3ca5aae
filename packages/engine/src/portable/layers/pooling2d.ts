import * as tf from '@tensorflow/tfjs-core';
import type { ConfigOf } from '@thaw/core';
import type { PortableLayer } from './portable-layer.js';

export const MaxPooling2D: PortableLayer<ConfigOf<'MaxPooling2D'>> = {
  inputGradientKernels: [tf.MaxPoolGrad],
  forward: ({ poolSize, strides, padding }, [input]) =>
    tf.maxPool(input as tf.Tensor4D, [...poolSize], [...strides], padding),
};

export const AveragePooling2D: PortableLayer<ConfigOf<'AveragePooling2D'>> = {
  inputGradientKernels: [tf.AvgPoolGrad],
  forward: ({ poolSize, strides, padding }, [input]) =>
    tf.avgPool(input as tf.Tensor4D, [...poolSize], [...strides], padding),
};
