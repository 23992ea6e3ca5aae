import * as tf from '@tensorflow/tfjs-core';
import type { ConfigOf } from '@thaw/core';
import type { BatchStatistics, LayerWeights, PortableLayer } from './portable-layer.js';
import { withGradient, type Differentiable } from './with-gradient.js';

type Config = ConfigOf<'BatchNormalization'>;

export const BatchNormalization: PortableLayer<Config> = {
  forward(config, [input], weights, { layer, training }) {
    if (!training?.batchNormalized.has(layer)) return normalizeByMoving(config, input!, weights);
    const { mean, variance } = tf.moments(input!, batchAxes(input!));
    const statistics = { mean: tf.keep(mean), variance: tf.keep(variance) };
    training.statistics.set(layer, statistics);
    return normalizeByBatch(config, input!, weights, statistics);
  },
};

/** All but the channels. */
const batchAxes = ({ rank }: tf.Tensor) => Array.from({ length: rank - 1 }, (_, axis) => axis);

/** In inference mode all four weights are constants, so the gradient is a factor for each channel. */
function normalizeByMoving({ epsilon }: Config, input: tf.Tensor, weights: LayerWeights): tf.Tensor {
  const { moving_mean: mean, moving_variance: variance } = weights as Record<string, tf.Tensor1D>;
  const { gamma, beta } = affine(input, weights);
  const normalize: Differentiable = {
    forward: (x) => ({
      value: tf.batchNorm(x!, mean!, variance!, beta, gamma, epsilon),
      // Ones that stand for it are gone with this pass.
      kept: [gamma],
    }),
    backward: (dy, [gamma]) => [tf.mul(dy, tf.mul(gamma!, tf.rsqrt(tf.add(variance!, epsilon))))],
  };
  return withGradient(normalize, input);
}

/** The statistics depend on the input, so its gradient holds three terms (Ioffe & Szegedy 2015, section 3). */
function normalizeByBatch(
  { epsilon }: Config,
  input: tf.Tensor,
  weights: LayerWeights,
  { mean, variance }: BatchStatistics,
): tf.Tensor {
  const axes = batchAxes(input);
  const normalize: Differentiable = {
    forward(x, gamma, beta) {
      const inverseDeviation = tf.rsqrt(tf.add(variance, epsilon));
      const standardized = tf.mul(tf.sub(x!, mean), inverseDeviation);
      const value = tf.add(tf.mul(standardized, gamma!), beta!);
      return { value, kept: [standardized, tf.mul(gamma!, inverseDeviation)] };
    },
    backward(dy, [standardized, scale]) {
      const weighted = tf.mul(dy, standardized!);
      const centred = tf.sub(tf.sub(dy, tf.mean(dy, axes)), tf.mul(standardized!, tf.mean(weighted, axes)));
      return [tf.mul(centred, scale!), tf.sum(weighted, axes), tf.sum(dy, axes)];
    },
  };
  const { gamma, beta } = affine(input, weights);
  return withGradient(normalize, input, gamma, beta);
}

/** Ones and zeros stand for what a layer does not have. */
function affine({ shape }: tf.Tensor, { gamma, beta }: LayerWeights) {
  const channels = shape.at(-1)!;
  return {
    gamma: (gamma ?? tf.ones([channels])) as tf.Tensor1D,
    beta: (beta ?? tf.zeros([channels])) as tf.Tensor1D,
  };
}
