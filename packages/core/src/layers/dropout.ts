import type { LayerKind, Shape } from './layer-kind.js';

export interface DropoutConfig {
  readonly rate: number;
  /** Where one draw counts for all places along an axis, 1, else null; begins with the batch. Left out, each draws its own. */
  readonly noiseShape?: readonly (1 | null)[];
}

export interface StochasticDepthConfig {
  readonly dropPathRate: number;
}

const dropping = {
  arity: 1,
  stochastic: true,
  outputShape: (_config: unknown, [input]: readonly Shape[]) => input!,
  weights: () => [],
  flops: () => 0,
} as const;

/** Inverted dropout, as in Keras: while training, `rate` of the inputs become 0 and the rest grow by `1 / (1 − rate)`. */
export const Dropout: LayerKind<DropoutConfig> = dropping;

/** As dropout of whole images: of a branch beside a shortcut, so that the network is shallower for some (arXiv 1603.09382). */
export const StochasticDepth: LayerKind<StochasticDepthConfig> = dropping;
