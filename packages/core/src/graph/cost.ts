import { product } from '../layers/convolution.js';
import type { LayerGraph } from './layer-graph.js';
import { describeLayers } from './shapes.js';

export interface GraphCost {
  /** All weights, statistics included. */
  readonly parameters: number;
  /** Those that a gradient reaches when the given layers train. */
  readonly trainableParameters: number;
  /** Forward, for one image. */
  readonly flops: number;
  /** All outputs of all layers for one image, as float32. */
  readonly activationBytes: number;
}

export interface CostOptions {
  readonly trainable?: ReadonlySet<string>;
  /** Count flops and activations of these layers only. */
  readonly layers?: ReadonlySet<string>;
}

/** What a graph costs; of all layers, or of those above a cut. */
export function graphCost(graph: LayerGraph, { trainable, layers }: CostOptions = {}): GraphCost {
  const cost = { parameters: 0, trainableParameters: 0, flops: 0, activationBytes: 0 };
  for (const [name, facts] of describeLayers(graph)) {
    for (const weight of facts.weights) {
      const size = product(weight.shape);
      cost.parameters += size;
      if (weight.trainable && trainable?.has(name)) cost.trainableParameters += size;
    }
    if (layers && !layers.has(name)) continue;
    cost.flops += facts.flops;
    cost.activationBytes += 4 * product(facts.output);
  }
  return cost;
}
