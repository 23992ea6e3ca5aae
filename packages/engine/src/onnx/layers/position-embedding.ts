import { patchResampling, resamplePatches, type ConfigOf } from '@thaw/core';
import type { OnnxLayer } from './onnx-layer.js';

/** What is written is the embedding of the images' own patches. */
export const PositionEmbedding: OnnxLayer<ConfigOf<'PositionEmbedding'>> = ({
  graph,
  config,
  inputs: [input],
  weights,
  output,
}) => {
  const { forward } = patchResampling(config, output);
  const embedding = graph.weight('embedding', {
    shape: output,
    data: resamplePatches(weights['embedding']!.data, forward),
  });
  const tokens = graph.channelsLast(input!);
  return graph.apply('Add', [tokens, embedding], tokens);
};
