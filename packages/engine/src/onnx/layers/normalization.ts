import { leastDeviation, type ConfigOf } from '@thaw/core';
import type { OnnxLayer } from './onnx-layer.js';

export const Normalization: OnnxLayer<ConfigOf<'Normalization'>> = ({
  graph,
  config,
  inputs: [input],
  weights,
}) => {
  const mean = config.mean ?? weights['mean']!.data;
  const variance = config.variance ?? weights['variance']!.data;
  const deviation = Float64Array.from(variance, (value) => Math.max(Math.sqrt(value), leastDeviation));
  const centred = graph.apply('Sub', [input!, graph.perChannel('mean', mean, input!)], input!);
  return graph.apply('Div', [centred, graph.perChannel('deviation', deviation, input!)], input!);
};
