import { product } from './convolution.js';
import type { LayerKind, WeightSpec } from './layer-kind.js';

/** Both or neither. */
export interface NormalizationConfig {
  readonly mean?: readonly number[];
  readonly variance?: readonly number[];
}

/** What Keras divides by where a channel does not vary. */
export const leastDeviation = 1e-7;

/**
 * `(input − mean) / max(√variance, 1e-7)` over the last axis. What is not given was measured on data and is a weight:
 * `mean`, `variance`, and over how many values, `count`, which nothing depends on.
 */
export const Normalization: LayerKind<NormalizationConfig> = {
  arity: 1,
  outputShape({ mean, variance }, [input]) {
    const channels = input!.at(-1)!;
    const odd = [mean, variance].find((given) => (given?.length ?? channels) !== channels);
    if (odd) throw new RangeError(`has ${odd.length} means or variances for ${channels} channels`);
    return input!;
  },
  weights({ mean }, [input]) {
    if (mean) return [];
    const measured = { shape: [input!.at(-1)!], trainable: false } as const;
    const weights: WeightSpec[] = [
      { name: 'mean', initializer: 'zeros', ...measured },
      { name: 'variance', initializer: 'ones', ...measured },
      { name: 'count', shape: [], initializer: 'zeros', trainable: false },
    ];
    return weights;
  },
  flops: (_config, _inputs, output) => 2 * product(output),
};
