import type { ConfigOf } from '@thaw/core';
import type { OnnxLayer } from './onnx-layer.js';

/** The same for all images, repeated as often as there are any. */
const prefixTokens: OnnxLayer<unknown> = ({ graph, inputs: [input], weights, output }) => {
  const { data, shape } = weights['tokens']!;
  const tokens = graph.channelsLast(input!);
  const like = { shape, channels: 'last' } as const;
  const images = graph.apply(
    'Shape',
    [tokens],
    { ...like, shape: [] },
    { start: { int: 0 }, end: { int: 1 } },
  );
  const wanted = graph.apply(
    'Concat',
    [images, graph.integers(shape)],
    { ...like, shape: [] },
    {
      axis: { int: 0 },
    },
  );
  const repeated = graph.apply(
    'Expand',
    [graph.weight('tokens', { data, shape: [1, ...shape] }), wanted],
    like,
  );
  return graph.apply('Concat', [repeated, tokens], { ...like, shape: output }, { axis: { int: 1 } });
};

export const ClassToken: OnnxLayer<ConfigOf<'ClassToken'>> = prefixTokens;
export const RegisterTokens: OnnxLayer<ConfigOf<'RegisterTokens'>> = prefixTokens;
