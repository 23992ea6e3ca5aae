import type { Tensor } from '@tensorflow/tfjs-core';

/** What a layer's forward pass may know beyond its inputs and weights. */
export interface ForwardContext {
  /** The layer's name. */
  readonly layer: string;
  /** Absent in inference mode. */
  readonly training?: TrainingPass;
}

export interface TrainingPass {
  /** Drives all random draws of this pass. */
  readonly seed: number;
  /** The BatchNormalization layers that normalise by the batch's own statistics. */
  readonly batchNormalized: ReadonlySet<string>;
  /** Filled by those layers; the tensors are kept and belong to whoever made the map. */
  readonly statistics: Map<string, BatchStatistics>;
}

/** Mean and (biased) variance over all but the last axis, `[channels]` each. */
export interface BatchStatistics {
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/** A layer's weights by name: `kernel`, `bias`, … */
export type LayerWeights = Readonly<Record<string, Tensor>>;

/**
 * How a kind of layer is computed with tfjs. A new kind is one file that exports one of these, and one line in
 * `portable-layers.ts`. The gradient comes from tfjs's autodiff.
 */
export interface PortableLayer<Config> {
  /** Kernels the backend must have so that a gradient reaches the weights, or passes through to the inputs. */
  readonly weightGradientKernels?: readonly string[];
  readonly inputGradientKernels?: readonly string[];
  /** Returns a tensor of its own, also where it equals an input. Intermediates are disposed by the caller's tidy. */
  forward(config: Config, inputs: readonly Tensor[], weights: LayerWeights, context: ForwardContext): Tensor;
}
