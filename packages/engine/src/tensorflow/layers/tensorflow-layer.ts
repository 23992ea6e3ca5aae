import type { Shape } from '@thaw/core';
import type { GraphDefBuilder } from '../graph-def/graph-def-builder.js';
import type { Output } from '../graph-def/node-list.js';

/** A layer that is being written into a graph. */
export interface LayerInput<Config> {
  readonly graph: GraphDefBuilder;
  readonly name: string;
  readonly config: Config;
  readonly inputs: readonly Output[];
  /** Without the batch. */
  readonly inputShapes: readonly Shape[];
  /** By name: `kernel`, `bias`, … */
  readonly weights: Readonly<Record<string, Output>>;
  /** Absent in inference mode. */
  readonly training?: TrainingPass;
}

export interface TrainingPass {
  /** Two int32, fed at each step: what all random draws depend on. */
  readonly seed: Output;
  /** `[batch]`, int32. */
  readonly batchSize: Output;
  /** The BatchNormalization layers that normalise by the batch's own statistics. */
  readonly batchNormalized: ReadonlySet<string>;
  /** Filled by those layers: mean and biased variance of the batch, float32, `[channels]` each. */
  readonly statistics: Map<string, { readonly mean: Output; readonly variance: Output }>;
  /** A scalar: one of the numbers that the layer's kind keeps out of the structure. */
  number(layer: string, name: string): Output;
}

export interface LayerPass {
  readonly output: Output;
  /** Writes the gradients, given that of the output. What nothing asks for is never computed. */
  backward(gradient: Output): LayerGradients;
}

export interface LayerGradients {
  /** By each of the inputs, in order. */
  readonly inputs: readonly Output[];
  /** By each of the weights that have one. */
  readonly weights?: Readonly<Record<string, Output>>;
}

/**
 * How a kind of layer is written as TensorFlow operations, forward and back. A new kind is one file that exports one
 * of these, and one line in `tensorflow-layers.ts`.
 */
export interface TensorflowLayer<Config> {
  /**
   * For a kind whose numbers need not be written into a graph: they are assigned when a training is opened, and graphs of
   * equal structure are one. Without it a config is all structure.
   */
  separate?(config: Config): {
    /** All that `forward` may depend on. */
    readonly structure: Config;
    readonly numbers: Readonly<Record<string, number>>;
  };
  /** Whether the weights stay float32 when all else is computed in bfloat16, for inputs of these shapes. */
  keepsFloat32Weights?(inputShapes: readonly Shape[]): boolean;
  forward(layer: LayerInput<Config>): LayerPass;
}
