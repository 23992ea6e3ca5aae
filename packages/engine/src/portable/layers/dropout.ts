import * as tf from '@tensorflow/tfjs-core';
import { seededRandom, type ConfigOf } from '@thaw/core';
import type { ForwardContext, PortableLayer } from './portable-layer.js';

export const Dropout: PortableLayer<ConfigOf<'Dropout'>> = {
  forward: ({ rate, noiseShape }, [input], _weights, context) =>
    drop(input!, rate, (axis) => noiseShape?.[axis] === 1, context),
};

export const StochasticDepth: PortableLayer<ConfigOf<'StochasticDepth'>> = {
  forward: ({ dropPathRate }, [input], _weights, context) =>
    drop(input!, dropPathRate, (axis) => axis > 0, context),
};

/**
 * The mask is drawn by core's generator, so that every backend draws the same. Along axes that are shared, one draw counts
 * for all.
 */
function drop(
  input: tf.Tensor,
  rate: number,
  isShared: (axis: number) => boolean,
  { layer, training }: ForwardContext,
): tf.Tensor {
  if (!training || rate === 0) return tf.clone(input);
  const random = seededRandom([training.seed, 'dropout', layer]);
  const shape = input.shape.map((length, axis) => (isShared(axis) ? 1 : length));
  const length = shape.reduce((size, extent) => size * extent, 1);
  const mask = Float32Array.from({ length }, () => (random() < rate ? 0 : 1 / (1 - rate)));
  return tf.mul(input, tf.tensor(mask, shape));
}
