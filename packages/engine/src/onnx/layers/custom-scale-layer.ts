import type { ConfigOf } from '@thaw/core';
import type { OnnxLayer } from './onnx-layer.js';

export const CustomScaleLayer: OnnxLayer<ConfigOf<'CustomScaleLayer'>> = ({ graph, config, inputs }) => {
  const [first, second] = graph.alike(inputs);
  const scaled = graph.apply('Mul', [second!, graph.scalar(config.scale)], second!);
  return graph.apply('Add', [first!, scaled], first!);
};
