import { Add } from './add.js';
import { product } from './convolution.js';
import type { LayerKind } from './layer-kind.js';

export interface CustomScaleLayerConfig {
  readonly scale: number;
}

/** `first + second · scale`: the residual of Inception-ResNet, by Keras's name for it. */
export const CustomScaleLayer: LayerKind<CustomScaleLayerConfig> = {
  arity: 2,
  outputShape: (_config, inputs) => Add.outputShape({}, inputs),
  weights: () => [],
  flops: (_config, _inputs, output) => 2 * product(output),
};
