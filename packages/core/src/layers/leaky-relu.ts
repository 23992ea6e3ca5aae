import { product } from './convolution.js';
import type { LayerKind } from './layer-kind.js';

/** Keras's where nothing else is said, and so that of the activation `leaky_relu`. */
export const usualNegativeSlope = 0.2;

/** `input` above 0, `input · negativeSlope` below. */
export const LeakyReLU: LayerKind<{ readonly negativeSlope: number }> = {
  arity: 1,
  outputShape: (_config, [input]) => input!,
  weights: () => [],
  flops: (_config, _inputs, output) => product(output),
};
