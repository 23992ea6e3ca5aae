import { imageShape, product, slide } from './convolution.js';
import type { LayerKind, Padding, Pair } from './layer-kind.js';

export interface Pooling2DConfig {
  readonly poolSize: Pair;
  readonly strides: Pair;
  readonly padding: Padding;
}

const pooling: LayerKind<Pooling2DConfig> = {
  arity: 1,
  outputShape: (config, [input]) => [
    ...slide(input!, config.poolSize, config.strides, config.padding),
    imageShape(input)[2],
  ],
  weights: () => [],
  flops: (config, _inputs, output) => product(output) * product(config.poolSize),
};

export const MaxPooling2D = pooling;
/** With `same`, padding is not counted in the mean, as in TensorFlow. */
export const AveragePooling2D = pooling;
