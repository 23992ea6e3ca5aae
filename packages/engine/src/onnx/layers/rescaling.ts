import type { ConfigOf } from '@thaw/core';
import type { OnnxLayer } from './onnx-layer.js';

export const Rescaling: OnnxLayer<ConfigOf<'Rescaling'>> = ({
  graph,
  config: { scale, offset },
  inputs: [input],
}) => {
  const factor = typeof scale === 'number' ? graph.scalar(scale) : graph.perChannel('scale', scale, input!);
  const scaled = graph.apply('Mul', [input!, factor], input!);
  return offset === 0 ? scaled : graph.apply('Add', [scaled, graph.scalar(offset)], input!);
};
