import { describe, expect, it } from 'vitest';
import { GraphBuilder } from './graph-builder.js';
import { describeLayers } from './shapes.js';

const dense = { units: 5, useBias: true, activation: 'linear' } as const;

describe('describeLayers', () => {
  it('states shapes, weights and operations of every layer, in order', () => {
    const graph = new GraphBuilder('net');
    const built = graph.build(graph.add('Dense', 'logits', dense, graph.input('input', [3])));
    expect([...describeLayers(built)]).toEqual([
      ['input', { layer: built.layers[0], inputs: [], output: [3], weights: [], flops: 0 }],
      [
        'logits',
        {
          layer: built.layers[1],
          inputs: [[3]],
          output: [5],
          weights: [
            { name: 'kernel', shape: [3, 5], initializer: 'glorotUniform', trainable: true },
            { name: 'bias', shape: [5], initializer: 'zeros', trainable: true },
          ],
          flops: 30,
        },
      ],
    ]);
  });

  it.each<[string, (graph: GraphBuilder, input: string) => string, string]>([
    [
      'a shape that the kind does not take',
      (graph, input) =>
        graph.add('Add', 'sum', {}, input, graph.add('GlobalAveragePooling2D', 'pooled', {}, input)),
      'Add sum of net: cannot add [3] to [4,4,3]',
    ],
    [
      'too few inputs',
      (graph, input) => graph.add('Add', 'sum', {}, input),
      'Add sum of net: takes at least 2 inputs, found 1',
    ],
    [
      'too many inputs',
      (graph, input) => graph.add('Flatten', 'flat', {}, input, input),
      'Flatten flat of net: takes 1 input, found 2',
    ],
  ])('names the layer that has %s', (_mistake, add, message) => {
    const graph = new GraphBuilder('net');
    const built = graph.build(add(graph, graph.input('input', [4, 4, 3])));
    expect(() => describeLayers(built)).toThrow(new RangeError(message));
  });
});
