import type { Activation } from './activations.js';
import { biasSpec } from './conv2d.js';
import { product } from './convolution.js';
import type { LayerKind, WeightSpec } from './layer-kind.js';

export interface DenseConfig {
  readonly units: number;
  readonly useBias: boolean;
  readonly activation: Activation;
}

/** Over the last axis: kernel `[features, units]`, then bias `[units]`. */
export const Dense: LayerKind<DenseConfig> = {
  arity: 1,
  outputShape: (config, [input]) => [...input!.slice(0, -1), config.units],
  weights(config, [input]) {
    const kernel: WeightSpec = {
      name: 'kernel',
      shape: [input!.at(-1)!, config.units],
      initializer: 'glorotUniform',
      trainable: true,
    };
    return config.useBias ? [kernel, biasSpec(config.units)] : [kernel];
  },
  flops: (config, [input]) => 2 * product(input!) * config.units,
};
