import { product } from './convolution.js';
import type { LayerKind, WeightSpec } from './layer-kind.js';

export interface BatchNormalizationConfig {
  readonly epsilon: number;
  /** Of the moving statistics, as in Keras: `moving = moving · momentum + batch · (1 − momentum)`. */
  readonly momentum: number;
  /** Whether there is a `gamma`; there is one unless it is said. */
  readonly scale?: boolean;
  /** Whether there is a `beta`; there is one unless it is said. */
  readonly center?: boolean;
}

/** Over the last axis: `gamma`, `beta`, `moving_mean`, `moving_variance`, each `[channels]`. */
export const BatchNormalization: LayerKind<BatchNormalizationConfig> = {
  arity: 1,
  outputShape: (_config, [input]) => input!,
  weights({ scale = true, center = true }, [input]) {
    const spec = (name: string, initializer: 'zeros' | 'ones', trainable: boolean): WeightSpec => ({
      name,
      shape: [input!.at(-1)!],
      initializer,
      trainable,
    });
    return [
      ...(scale ? [spec('gamma', 'ones', true)] : []),
      ...(center ? [spec('beta', 'zeros', true)] : []),
      spec('moving_mean', 'zeros', false),
      spec('moving_variance', 'ones', false),
    ];
  },
  flops: (_config, _inputs, output) => 2 * product(output),
};
