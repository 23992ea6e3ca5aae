import * as tf from '@tensorflow/tfjs-core';
import type { ConfigOf } from '@thaw/core';
import { samePadding } from '../../network/same-padding.js';
import type { PortableLayer } from './portable-layer.js';

export const MaxPooling2D: PortableLayer<ConfigOf<'MaxPooling2D'>> = {
  inputGradientKernels: [tf.MaxPoolGrad],
  forward: ({ poolSize, strides, padding }, [input]) =>
    tf.maxPool(input as tf.Tensor4D, [...poolSize], [...strides], padding),
};

/**
 * A mean over the part of the window that lies inside of the image. For `same` the window slides over zeros and the
 * mean is corrected for them, since tfjs's gradients on wasm and cpu divide by the whole window at the border too.
 */
export const AveragePooling2D: PortableLayer<ConfigOf<'AveragePooling2D'>> = {
  inputGradientKernels: [tf.AvgPoolGrad],
  forward({ poolSize, strides, padding }, [input]) {
    const pool = (x: tf.Tensor) => tf.avgPool(x as tf.Tensor4D, [...poolSize], [...strides], 'valid');
    if (padding === 'valid') return pool(input!);
    const [, height, width] = input!.shape;
    const rows = samePadding(height!, poolSize[0], strides[0]);
    const columns = samePadding(width!, poolSize[1], strides[1]);
    const pad = (x: tf.Tensor) => tf.pad(x, [[0, 0], rows, columns, [0, 0]]);
    return tf.div(pool(pad(input!)), pool(pad(tf.ones([1, height!, width!, 1]))));
  },
};
