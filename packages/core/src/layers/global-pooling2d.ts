import { imageShape, product } from './convolution.js';
import type { LayerKind } from './layer-kind.js';

const globalPooling: LayerKind<Record<never, never>> = {
  arity: 1,
  outputShape: (_config, [input]) => [imageShape(input)[2]],
  weights: () => [],
  flops: (_config, [input]) => product(input!),
};

export const GlobalAveragePooling2D = globalPooling;
export const GlobalMaxPooling2D = globalPooling;

export const Flatten: LayerKind<Record<never, never>> = {
  arity: 1,
  outputShape: (_config, [input]) => [product(input!)],
  weights: () => [],
  flops: () => 0,
};
