import type { ConfigOf } from '@thaw/core';
import { activate } from './activate.js';
import { splitTokens } from './attend.js';
import type { OnnxLayer } from './onnx-layer.js';

export const SwiGLU: OnnxLayer<ConfigOf<'SwiGLU'>> = ({ graph, inputs: [input] }) => {
  const [gate, value] = splitTokens(graph, input!, 2);
  return graph.apply('Mul', [activate(graph, gate!, 'silu'), value!], value!);
};
