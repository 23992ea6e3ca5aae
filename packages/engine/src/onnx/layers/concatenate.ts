import type { ConfigOf } from '@thaw/core';
import type { OnnxLayer } from './onnx-layer.js';

export const Concatenate: OnnxLayer<ConfigOf<'Concatenate'>> = ({ graph, inputs, output }) => {
  const parts = graph.alike(inputs);
  const { channels } = parts[0]!;
  const axis = channels === 'first' ? 1 : output.length;
  return graph.apply('Concat', parts, { shape: output, channels }, { axis: { int: axis } });
};
