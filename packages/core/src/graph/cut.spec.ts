import { describe, expect, it } from 'vitest';
import { findCut } from './cut.js';
import { GraphBuilder } from './graph-builder.js';
import type { LayerGraph } from './layer-graph.js';

const dense = { units: 4, useBias: true, activation: 'linear' } as const;

function chain(): LayerGraph {
  const graph = new GraphBuilder('chain');
  let x = graph.input('input', [4]);
  for (const name of ['a', 'b', 'c']) x = graph.add('Dense', name, dense, x);
  return graph.build(x);
}

/** `first → second` beside the shortcut `first → add`, then `last`. */
function shortcut(): LayerGraph {
  const graph = new GraphBuilder('shortcut');
  const first = graph.add('Dense', 'first', dense, graph.input('input', [4]));
  const second = graph.add('Dense', 'second', dense, first);
  const third = graph.add('Dense', 'third', dense, second);
  return graph.build(graph.add('Dense', 'last', dense, graph.add('Add', 'add', {}, third, first)));
}

function dropped(): LayerGraph {
  const graph = new GraphBuilder('dropped');
  const a = graph.add('Dense', 'a', dense, graph.input('input', [4]));
  return graph.build(graph.add('Dense', 'b', dense, graph.add('Dropout', 'dropout', { rate: 0.5 }, a)));
}

/** The same inside a network, with a layer above. */
function droppedInside(): LayerGraph {
  const graph = new GraphBuilder('inside').block('block');
  const a = graph.add('Dense', 'a', dense, graph.input('input', [4]));
  const b = graph.add('Dense', 'b', dense, graph.add('Dropout', 'dropout', { rate: 0.5 }, a));
  return graph.build(graph.add('Dense', 'c', dense, b));
}

describe('findCut', () => {
  it.each<{ behaviour: string; graph: LayerGraph; live: string[]; outputs: string[]; above: string[] }>([
    {
      behaviour: 'stores what enters the first live layer of a chain',
      graph: chain(),
      live: ['c'],
      outputs: ['b'],
      above: ['c'],
    },
    {
      behaviour: 'leaves every layer after a live one above, though it is frozen',
      graph: chain(),
      live: ['b'],
      outputs: ['a'],
      above: ['b', 'c'],
    },
    {
      behaviour: 'stores images when the first layer is live',
      graph: chain(),
      live: ['a'],
      outputs: ['input'],
      above: ['a', 'b', 'c'],
    },
    {
      behaviour: 'never puts the input above',
      graph: chain(),
      live: ['input', 'c'],
      outputs: ['b'],
      above: ['c'],
    },
    {
      behaviour: "stores the network's output when nothing is live",
      graph: chain(),
      live: [],
      outputs: ['c'],
      above: [],
    },
    {
      behaviour: 'stores both ends of a shortcut that bypasses the border',
      graph: shortcut(),
      live: ['third'],
      outputs: ['first', 'second'],
      above: ['third', 'add', 'last'],
    },
    {
      behaviour: 'stores one end when the shortcut starts at the border',
      graph: shortcut(),
      live: ['second'],
      outputs: ['first'],
      above: ['second', 'third', 'add', 'last'],
    },
    {
      behaviour: 'stores one end when the shortcut ends below',
      graph: shortcut(),
      live: ['last'],
      outputs: ['add'],
      above: ['last'],
    },
    {
      behaviour: "leaves a head's layer that draws random numbers above",
      graph: dropped(),
      live: ['b'],
      outputs: ['a'],
      above: ['dropout', 'b'],
    },
    {
      behaviour: "puts a network's own one below, if nothing under it is live",
      graph: droppedInside(),
      live: ['b'],
      outputs: ['dropout'],
      above: ['b', 'c'],
    },
    {
      behaviour: "puts a network's own one above what is live",
      graph: droppedInside(),
      live: ['a'],
      outputs: ['input'],
      above: ['a', 'dropout', 'b', 'c'],
    },
  ])('$behaviour', ({ graph, live, outputs, above }) => {
    expect(findCut(graph, new Set(live))).toEqual({ outputs, above });
  });
});
