import type { ConfigOf, NumericArray } from '@thaw/core';
import { attend, attentionScale, splitTokens, toHeads } from './attend.js';
import type { LayerWeights, OnnxLayer } from './onnx-layer.js';

/** The query is the same for all images, so what is written is its projection. */
export const AttentionPooling: OnnxLayer<ConfigOf<'AttentionPooling'>> = ({
  graph,
  config: { heads },
  inputs: [input],
  weights,
  output,
}) => {
  const [key, value] = splitTokens(graph, input!, 2);
  const query = graph.weight('query', projectedQuery(weights, heads));
  const pooled = attend(graph, query, toHeads(graph, key!, heads, true), toHeads(graph, value!, heads), 1);
  return graph.reshape(pooled, output);
};

function projectedQuery(
  { latent, query_kernel: kernel, query_bias: bias }: LayerWeights,
  heads: number,
): NumericArray {
  const width = bias!.data.length;
  const scale = attentionScale(width, heads);
  const data = Float32Array.from(bias!.data, (start, unit) => {
    let sum = start;
    for (let feature = 0; feature < width; feature++)
      sum += latent!.data[feature]! * kernel!.data[feature * width + unit]!;
    return sum * scale;
  });
  return { shape: [1, heads, 1, width / heads], data };
}
