import type { LayerKind } from './layer-kind.js';

/** Inverted dropout, as in Keras: while training, `rate` of the inputs become 0 and the rest grow by `1 / (1 − rate)`. */
export const Dropout: LayerKind<{ readonly rate: number }> = {
  arity: 1,
  stochastic: true,
  outputShape: (_config, [input]) => input!,
  weights: () => [],
  flops: () => 0,
};
