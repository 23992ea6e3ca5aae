import type { ConfigOf } from '@thaw/core';
import type { OnnxLayer } from './onnx-layer.js';

export const Take: OnnxLayer<ConfigOf<'Take'>> = ({
  graph,
  config: { indices },
  inputs: [input],
  output,
}) => {
  const list = typeof indices === 'number' ? [indices] : indices;
  const value = typeof indices === 'number' ? graph.channelsLast(input!) : input!;
  const like = { shape: [...value.shape.slice(0, -1), list.length], channels: value.channels };
  const axis = { int: value.channels === 'first' ? 1 : value.shape.length };
  const taken = graph.apply('Gather', [value, graph.integers(list)], like, { axis });
  return typeof indices === 'number' ? graph.reshape(taken, output) : taken;
};

export const Stack: OnnxLayer<ConfigOf<'Stack'>> = ({ graph, inputs, output }) => {
  const parts = inputs.map((input) =>
    graph.channelsLast(graph.reshape(graph.channelsLast(input), [...input.shape, 1])),
  );
  return graph.apply('Concat', parts, { shape: output, channels: 'last' }, { axis: { int: output.length } });
};
