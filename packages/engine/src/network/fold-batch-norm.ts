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
  result.set(scaled, { shape: kernel.shape, data: timesChannels(kernel.data, scale) });
  if (convolution.kind === 'SeparableConv2D') {
    result.set('depthwise_kernel', weights.get(`${convolution.name}/depthwise_kernel`)!);
  }
  return result;
}

/** Channel by channel. Two plain loops: tens of millions of weights are folded before the first image of a pass. */
function timesChannels(data: NumericArray['data'], scale: ArrayLike<number>): Float32Array {
  const scaled = new Float32Array(data.length);
  for (let row = 0; row < data.length; row += scale.length)
    for (let channel = 0; channel < scale.length; channel++)
      scaled[row + channel] = data[row + channel]! * scale[channel]!;
  return scaled;
}
