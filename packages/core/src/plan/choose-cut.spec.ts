import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../graph/graph-builder.js';
import type { LayerGraph } from '../graph/layer-graph.js';
import { chooseCut, imageCut } from './choose-cut.js';

const convolution = { strides: [1, 1], padding: 'same', useBias: false, activation: 'linear' } as const;
const same = { ...convolution, kernelSize: [3, 3] } as const;
const pointwise = { ...convolution, kernelSize: [1, 1] } as const;

/** An image of 32 pixels; a first convolution that widens it; a stride that narrows it; an expansion beside a shortcut. */
function network(): LayerGraph {
  const graph = new GraphBuilder('network');
  const wide = graph.add('Conv2D', 'wide', { ...same, filters: 16 }, graph.input('image', [32, 32, 3]));
  const narrow = graph.add('Conv2D', 'narrow', { ...same, strides: [8, 8], filters: 32 }, wide);
  const heavy = graph.add('Conv2D', 'heavy', { ...same, filters: 32 }, narrow);
  const expanded = graph.add('Conv2D', 'expanded', { ...pointwise, filters: 192 }, heavy);
  const projected = graph.add('Conv2D', 'projected', { ...pointwise, filters: 32 }, expanded);
  const sum = graph.add('Add', 'sum', {}, projected, heavy);
  return graph.build(graph.add('Conv2D', 'last', { ...same, filters: 8 }, sum));
}

describe('chooseCut', () => {
  it.each<[what: string, live: string, outputs: string[], reason: RegExp]>([
    ['the deepest point where activations are small', 'last', ['sum'], /^the deepest point below last$/],
    [
      'the deepest point where what is below is much work',
      'expanded',
      ['heavy'],
      /^the deepest point below expanded$/,
    ],
    // 16 channels of 32 × 32 numbers are 65 kB for an image of 3 kB, and 1 MFLOP to compute.
    [
      'the image where the first layers only widen it',
      'narrow',
      ['image'],
      /^wide, the deepest point, is 21.3 times/,
    ],
    // 192 channels and the shortcut's 32, where 32 will do.
    [
      'below an expansion',
      'projected',
      ['heavy'],
      /^heavy \+ expanded, the deepest point, is 7.0 times as large/,
    ],
    [
      'the image where the first layer trains',
      'wide',
      ['image'],
      /^the first layers train, so images are stored$/,
    ],
  ])('cuts at %s', (_, live, outputs, reason) => {
    const chosen = chooseCut(network(), new Set([live]));
    expect(chosen.cut.outputs).toEqual(outputs);
    expect(chosen.reason).toMatch(reason);
  });

  it('leaves everything live above the cut, wherever it is', () => {
    for (const live of ['wide', 'narrow', 'heavy', 'expanded', 'projected', 'sum', 'last'])
      expect(chooseCut(network(), new Set([live])).cut.above).toContain(live);
  });

  it('can leave everything above', () => {
    const { outputs, above } = imageCut(network());
    expect(outputs).toEqual(['image']);
    expect(above).toHaveLength(7);
  });
});
