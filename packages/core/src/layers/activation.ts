import type { Activation as ActivationName } from './activations.js';
import { product } from './convolution.js';
import type { LayerKind } from './layer-kind.js';

export interface ActivationConfig {
  readonly activation: ActivationName;
}

export const Activation: LayerKind<ActivationConfig> = {
  arity: 1,
  outputShape: (_config, [input]) => input!,
  weights: () => [],
  flops: (_config, _inputs, output) => product(output),
};

/** Keras's `ReLU(max_value)`; a kind of its own since MobileNetV2's generic weight names count it. */
export const ReLU: LayerKind<{ readonly maxValue?: number }> = {
  arity: 1,
  outputShape: (_config, [input]) => input!,
  weights: () => [],
  flops: (_config, _inputs, output) => product(output),
};
