import type { LayerGraph, NumericArray, Weights } from '@thaw/core';
import { mergeNormalizations, scaleAndShift, scaledWeight, type Merged } from './merge-normalizations.js';

/** A graph with fewer layers, and what their weights are. */
export interface FoldedGraph {
  readonly graph: LayerGraph;
  /** The weights of its layers, made from those of the layers it was before. */
  fold(weights: Weights): Weights;
}

/**
 * Merges each BatchNormalization in inference mode into the convolution before it, weights and all, except after a
 * convolution whose own output is among `kept`.
 */
export function foldBatchNorm(graph: LayerGraph, kept: readonly string[]): FoldedGraph {
  const { graph: folded, merged } = mergeNormalizations(
    graph,
    ({ convolution }) => !kept.includes(convolution.name),
  );
  return {
    graph: folded,
    fold(weights) {
      const all = new Map(weights);
      for (const [layer, pair] of merged) {
        for (const [name, array] of foldedWeights(pair, weights)) all.set(`${layer}/${name}`, array);
      }
      return all;
    },
  };
}

function foldedWeights(pair: Merged, weights: Weights): Map<string, NumericArray> {
  const { convolution, normalization } = pair;
  const { scale, shift } = scaleAndShift(normalization, weights);
  const bias = weights.get(`${convolution.name}/bias`)?.data;
  const folded = Float32Array.from(
    shift,
    (value, channel) => value + (bias?.[channel] ?? 0) * scale[channel]!,
  );

  const result = new Map<string, NumericArray>([['bias', { shape: [folded.length], data: folded }]]);
  const scaled = scaledWeight(pair);
  const kernel = weights.get(`${convolution.name}/${scaled}`)!;
  const data = kernel.data.map((value, index) => value * scale[index % scale.length]!);
  result.set(scaled, { shape: kernel.shape, data });
  if (convolution.kind === 'SeparableConv2D') {
    result.set('depthwise_kernel', weights.get(`${convolution.name}/depthwise_kernel`)!);
  }
  return result;
}
