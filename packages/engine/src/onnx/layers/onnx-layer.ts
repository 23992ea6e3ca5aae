import type { NumericArray, Shape } from '@thaw/core';
import type { OnnxGraph, Value } from '../onnx-graph.js';

/** A layer's weights by name: `kernel`, `bias`, … */
export type LayerWeights = Readonly<Record<string, NumericArray>>;

export interface LayerCall<Config> {
  readonly graph: OnnxGraph;
  readonly config: Config;
  readonly inputs: readonly Value[];
  readonly weights: LayerWeights;
  /** What comes out, without the batch. */
  readonly output: Shape;
}

/**
 * How a kind of layer is written with ONNX's operators, in inference. A new kind is one file that exports one of these, and one
 * line in `onnx-layers.ts`. Returns its output, which may be an input where a layer does nothing.
 */
export type OnnxLayer<Config> = (call: LayerCall<Config>) => Value;
