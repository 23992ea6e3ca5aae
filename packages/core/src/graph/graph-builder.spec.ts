import { describe, expect, it } from 'vitest';
import { GraphBuilder } from './graph-builder.js';

const relu = { activation: 'relu' } as const;

describe('GraphBuilder', () => {
  it('writes layers down as data, each in the block that was named last', () => {
    const graph = new GraphBuilder('net');
    let x = graph.input('input', [2]);
    x = graph.block('stem').add('Activation', 'a', relu, x);
    x = graph.block(undefined).add('Activation', 'b', relu, x);
    expect(graph.build(x)).toEqual({
      name: 'net',
      output: 'b',
      layers: [
        { name: 'input', kind: 'InputLayer', config: { shape: [2] }, inputs: [] },
        { name: 'a', kind: 'Activation', config: relu, inputs: ['input'], block: 'stem' },
        { name: 'b', kind: 'Activation', config: relu, inputs: ['a'] },
      ],
    });
  });

  it.each<[string, (graph: GraphBuilder) => void, string]>([
    [
      'a name that is taken',
      (graph) => graph.add('Activation', 'input', relu, 'input'),
      'layer input exists already',
    ],
    [
      'an input that does not exist yet',
      (graph) => graph.add('Activation', 'a', relu, 'b'),
      'layer a takes b, which does not exist',
    ],
    ['an output that does not exist', (graph) => graph.build('b'), 'there is no layer b'],
  ])('refuses %s', (_mistake, mistake, message) => {
    const graph = new GraphBuilder('net');
    graph.input('input', [2]);
    expect(() => mistake(graph)).toThrow(new RangeError(message));
  });

  it('names what has no name as Keras does, and tells the shapes of what has been added', () => {
    const graph = new GraphBuilder('net');
    const image = graph.input('input', [4, 4, 3]);
    const names = ['pool', 'activation', 'pool'].map((base) => graph.unnamed(base));
    expect(names).toEqual(['pool', 'activation', 'pool_1']);
    expect(graph.shapeOf(graph.add('GlobalAveragePooling2D', names[0]!, {}, image))).toEqual([3]);
  });
});
