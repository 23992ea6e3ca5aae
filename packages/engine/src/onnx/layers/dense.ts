import type { ConfigOf } from '@thaw/core';
import { activate } from './activate.js';
import type { OnnxLayer } from './onnx-layer.js';

export const Dense: OnnxLayer<ConfigOf<'Dense'>> = ({ graph, config, inputs: [input], weights, output }) => {
  const { kernel, bias } = weights;
  const places = graph.channelsLast(input!);
  const like = { shape: output, channels: 'last' } as const;
  const product = graph.apply('MatMul', [places, graph.weight('kernel', kernel!)], like);
  const sum = bias ? graph.apply('Add', [product, graph.weight('bias', bias)], like) : product;
  return activate(graph, sum, config.activation);
};
