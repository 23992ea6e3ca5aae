import type { LayerKind, Shape } from './layer-kind.js';

export const InputLayer: LayerKind<{ readonly shape: Shape }> = {
  arity: 0,
  outputShape: (config) => config.shape,
  weights: () => [],
  flops: () => 0,
};
