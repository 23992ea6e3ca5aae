import type { ConfigOf } from '@thaw/core';
import type { OnnxLayer } from './onnx-layer.js';

export const LayerScale: OnnxLayer<ConfigOf<'LayerScale'>> = ({ graph, inputs: [input], weights }) =>
  graph.apply('Mul', [input!, graph.perChannel('gamma', weights['gamma']!.data, input!)], input!);
