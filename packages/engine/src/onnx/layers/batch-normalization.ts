import type { ConfigOf } from '@thaw/core';
import type { OnnxLayer } from './onnx-layer.js';

/** One that no convolution took in. */
export const BatchNormalization: OnnxLayer<ConfigOf<'BatchNormalization'>> = ({
  graph,
  config: { epsilon },
  inputs: [input],
  weights: { gamma, beta, moving_mean: mean, moving_variance: variance },
}) => {
  const first = graph.channelsFirst(input!);
  const { shape, data } = mean!;
  const ones = { shape, data: new Float32Array(data.length).fill(1) };
  const zeros = { shape, data: new Float32Array(data.length) };
  const operands = [
    graph.weight('gamma', gamma ?? ones),
    graph.weight('beta', beta ?? zeros),
    graph.weight('moving_mean', mean!),
    graph.weight('moving_variance', variance!),
  ];
  return graph.apply('BatchNormalization', [first, ...operands], first, { epsilon: { float: epsilon } });
};
