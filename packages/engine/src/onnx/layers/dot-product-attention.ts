import type { ConfigOf } from '@thaw/core';
import { attend, attentionScale, splitTokens, toHeads } from './attend.js';
import type { OnnxLayer } from './onnx-layer.js';

export const DotProductAttention: OnnxLayer<ConfigOf<'DotProductAttention'>> = ({
  graph,
  config: { heads },
  inputs: [input],
  output,
}) => {
  const [query, key, value] = splitTokens(graph, input!, 3);
  const queries = toHeads(graph, query!, heads);
  const scale = graph.scalar(attentionScale(output[1]!, heads));
  const scaled = graph.apply('Mul', [queries, scale], queries);
  return attend(graph, scaled, toHeads(graph, key!, heads, true), toHeads(graph, value!, heads), output[0]!);
};
