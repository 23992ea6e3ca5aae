import { GraphBuilder, type LayerGraph, type Weights } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { spreadWeights } from '../contract/small-graphs.fixture.js';
import { foldBatchNorm } from './fold-batch-norm.js';

const convolution = { kernelSize: [1, 1], strides: [1, 1], padding: 'same', useBias: false } as const;
const normalization = { epsilon: 0.25, momentum: 0.99 };

/** One convolution and its normalisation; `extend` may add what keeps them apart. */
function graphOf(
  activation: 'linear' | 'relu',
  extend = (_builder: GraphBuilder, _convolution: string, normalized: string) => normalized,
): LayerGraph {
  const builder = new GraphBuilder('graph');
  const input = builder.input('images', [2, 2, 3]);
  const conv = builder.add('Conv2D', 'conv', { ...convolution, filters: 2, activation }, input);
  const normalized = builder.add('BatchNormalization', 'conv_bn', normalization, conv);
  return builder.build(extend(builder, conv, normalized));
}

const names = ({ layers }: LayerGraph) => layers.map(({ name, kind }) => `${name}: ${kind}`);

describe('foldBatchNorm', () => {
  it('puts one convolution in the place of two layers, under the name of the second', () => {
    const graph = graphOf('linear', (builder, _conv, normalized) =>
      builder.add('ReLU', 'relu', {}, normalized),
    );
    const folded = foldBatchNorm(graph, ['relu']);
    expect(names(folded.graph)).toEqual(['images: InputLayer', 'conv_bn: Conv2D', 'relu: ReLU']);
    expect(folded.graph.layers[1]).toMatchObject({
      inputs: ['images'],
      config: { filters: 2, useBias: true },
    });
    expect(folded.graph.output).toBe('relu');
  });

  it('scales the kernel by gamma / √(variance + epsilon), and shifts by what is left', () => {
    const vector = (...values: number[]) => ({ shape: [values.length], data: Float32Array.from(values) });
    const weights: Weights = new Map([
      ['conv/kernel', { shape: [1, 1, 3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) }],
      ['conv_bn/gamma', vector(2, 3)],
      ['conv_bn/beta', vector(10, 20)],
      ['conv_bn/moving_mean', vector(1, 2)],
      ['conv_bn/moving_variance', vector(0.75, 2)],
    ]);
    const folded = foldBatchNorm(graphOf('linear'), ['conv_bn']).fold(weights);
    expect([...folded.get('conv_bn/kernel')!.data]).toEqual([2, 4, 6, 8, 10, 12]);
    expect([...folded.get('conv_bn/bias')!.data]).toEqual([8, 16]);
  });

  it.each([
    ['has an activation', graphOf('relu'), ['conv_bn']],
    ['is an output itself', graphOf('linear'), ['conv', 'conv_bn']],
    [
      'feeds another layer too',
      graphOf('linear', (builder, conv, normalized) => builder.add('Add', 'sum', {}, conv, normalized)),
      ['sum'],
    ],
  ])('leaves a convolution alone that %s', (_why, graph, outputs) => {
    const weights = spreadWeights(graph, 1);
    const folded = foldBatchNorm(graph, outputs);
    expect([folded.graph, folded.fold(weights)]).toEqual([graph, weights]);
  });

  it('changes neither the graph nor the weights it was given', () => {
    const graph = graphOf('linear');
    const weights = spreadWeights(graph, 1);
    const before = structuredClone({ graph, weights });
    foldBatchNorm(graph, ['conv_bn']).fold(weights);
    expect({ graph, weights }).toEqual(before);
  });
});
