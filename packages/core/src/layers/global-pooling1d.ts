import { product } from './convolution.js';
import type { LayerKind } from './layer-kind.js';
import { tokensShape } from './tokens.js';

const globalPooling: LayerKind<Record<never, never>> = {
  arity: 1,
  outputShape: (_config, [input]) => [tokensShape(input)[1]],
  weights: () => [],
  flops: (_config, [input]) => product(input!),
};

export const GlobalAveragePooling1D = globalPooling;
export const GlobalMaxPooling1D = globalPooling;
