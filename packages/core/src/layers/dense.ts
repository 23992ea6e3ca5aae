import { biasSpec } from './conv2d.js';
import type { Activation, LayerKind, WeightSpec } from './layer-kind.js';

export interface DenseConfig {
  readonly units: number;
  readonly useBias: boolean;
  readonly activation: Activation;
}

/** Kernel `[features, units]`, then bias `[units]`. */
export const Dense: LayerKind<DenseConfig> = {
  arity: 1,
  outputShape(config, [input]) {
    if (input?.length !== 1) throw new RangeError(`expected [features], found [${input ?? ''}]`);
    return [config.units];
  },
  weights(config, [input]) {
    const kernel: WeightSpec = {
      name: 'kernel',
      shape: [input![0]!, config.units],
      initializer: 'glorotUniform',
      trainable: true,
    };
    return config.useBias ? [kernel, biasSpec(config.units)] : [kernel];
  },
  flops: (config, [input]) => 2 * input![0]! * config.units,
};
