import { describe, expect, it } from 'vitest';
import { kerasOrder } from './keras-order.js';
import type { Layer } from './layer-graph.js';

// The real networks are held against Keras itself in packages/backbones/src/networks/keras.integration.spec.ts.
const layers = (edges: Record<string, readonly string[]>): Layer[] =>
  Object.entries(edges).map(([name, inputs]) => ({ name, kind: 'Add', config: {}, inputs }));

describe('kerasOrder', () => {
  it.each<{ behaviour: string; edges: Record<string, readonly string[]>; output: string; order: string[] }>([
    {
      behaviour: 'puts inputs before what takes them, however they were written down',
      edges: { c: ['b'], b: ['a'], a: [] },
      output: 'c',
      order: ['a', 'b', 'c'],
    },
    {
      behaviour: 'puts a layer as late as its way to the output allows',
      edges: { input: [], short: ['input'], long1: ['input'], long2: ['long1'], add: ['long2', 'short'] },
      output: 'add',
      order: ['input', 'long1', 'long2', 'short', 'add'],
    },
    {
      behaviour: 'goes by the order of inputs where two layers are equally far from the output',
      edges: { input: [], left: ['input'], right: ['input'], add: ['right', 'left'] },
      output: 'add',
      order: ['input', 'right', 'left', 'add'],
    },
    {
      behaviour: 'counts the longest way where there are several',
      edges: { input: [], a: ['input'], b: ['a'], inner: ['b', 'a'], outer: ['inner', 'input'] },
      output: 'outer',
      order: ['input', 'a', 'b', 'inner', 'outer'],
    },
    {
      behaviour: 'leaves out what does not reach the output',
      edges: { input: [], used: ['input'], unused: ['input'] },
      output: 'used',
      order: ['input', 'used'],
    },
  ])('$behaviour', ({ edges, output, order }) => {
    expect(kerasOrder(layers(edges), output).map(({ name }) => name)).toEqual(order);
  });
});
