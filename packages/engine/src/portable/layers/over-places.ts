import * as tf from '@tensorflow/tfjs-core';

/** The sum for each channel, over all axes but the last. */
export const overPlaces = (x: tf.Tensor): tf.Tensor => tf.sum(x, [...x.shape.keys()].slice(0, -1));
