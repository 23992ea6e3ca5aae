import { product } from './convolution.js';
import type { LayerKind } from './layer-kind.js';

export interface LayerScaleConfig {
  /** What all factors are before training, small so that a deep network begins near the identity. */
  readonly initValues: number;
}

/** A factor for each channel, `gamma` (Touvron et al. 2021, arXiv 2103.17239). */
export const LayerScale: LayerKind<LayerScaleConfig> = {
  arity: 1,
  outputShape: (_config, [input]) => input!,
  weights: ({ initValues }, [input]) => [
    { name: 'gamma', shape: [input!.at(-1)!], initializer: initValues, trainable: true },
  ],
  flops: (_config, _inputs, output) => product(output),
};
