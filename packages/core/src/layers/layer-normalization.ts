import { product } from './convolution.js';
import type { LayerKind } from './layer-kind.js';

export interface LayerNormalizationConfig {
  readonly epsilon: number;
}

/** Over the last axis, at each place by its own statistics: `gamma`, `beta`, `[channels]` each. */
export const LayerNormalization: LayerKind<LayerNormalizationConfig> = {
  arity: 1,
  outputShape: (_config, [input]) => input!,
  weights: (_config, [input]) => [
    { name: 'gamma', shape: [input!.at(-1)!], initializer: 'ones', trainable: true },
    { name: 'beta', shape: [input!.at(-1)!], initializer: 'zeros', trainable: true },
  ],
  // Sums for the mean; differences, their squares and sums for the variance; then a scaling and an affine map.
  flops: (_config, _inputs, output) => 7 * product(output),
};
