import { product } from './convolution.js';
import type { LayerKind, WeightSpec } from './layer-kind.js';

export interface BatchNormalizationConfig {
  readonly epsilon: number;
  /** Of the moving statistics, as in Keras: `moving = moving · momentum + batch · (1 − momentum)`. */
  readonly momentum: number;
}

/** Over the last axis: `gamma`, `beta`, `moving_mean`, `moving_variance`, each `[channels]`. */
export const BatchNormalization: LayerKind<BatchNormalizationConfig> = {
  arity: 1,
  outputShape: (_config, [input]) => input!,
  weights(_config, [input]) {
    const spec = (name: string, initializer: 'zeros' | 'ones', trainable: boolean): WeightSpec => ({
      name,
      shape: [input!.at(-1)!],
      initializer,
      trainable,
    });
    return [
      spec('gamma', 'ones', true),
      spec('beta', 'zeros', true),
      spec('moving_mean', 'zeros', false),
      spec('moving_variance', 'ones', false),
    ];
  },
  flops: (_config, _inputs, output) => 2 * product(output),
};
