import type { ConfigOf } from '@thaw/core';
import type { OnnxLayer } from './onnx-layer.js';

export const LayerNormalization: OnnxLayer<ConfigOf<'LayerNormalization'>> = ({
  graph,
  config: { epsilon },
  inputs: [input],
  weights: { gamma, beta },
}) => {
  const places = graph.channelsLast(input!);
  const operands = [places, graph.weight('gamma', gamma!), graph.weight('beta', beta!)];
  return graph.apply('LayerNormalization', operands, places, {
    axis: { int: -1 },
    epsilon: { float: epsilon },
  });
};
