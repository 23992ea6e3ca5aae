import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../../graph/graph-builder.js';
import { passCost } from './pass-cost.js';

/** 4 × 4 pixels; 12 numbers become 64, 64, 64 and 2. */
function network() {
  const graph = new GraphBuilder('network');
  const config = { strides: [1, 1], padding: 'same', useBias: false, activation: 'linear' } as const;
  const image = graph.input('image', [4, 4, 3]);
  const first = graph.add('SeparableConv2D', 'first', { ...config, kernelSize: [3, 3], filters: 4 }, image);
  const second = graph.add('Conv2D', 'second', { ...config, kernelSize: [1, 1], filters: 4 }, first);
  const sum = graph.add('Add', 'sum', {}, first, second);
  const pool = graph.add('GlobalAveragePooling2D', 'pool', {}, sum);
  return graph.build(graph.add('Dense', 'dense', { units: 2, useBias: true, activation: 'linear' }, pool));
}
const [image, wide, pooled, dense] = [4 * 48, 4 * 64, 4 * 4, 4 * 2];

describe('passCost', () => {
  it('tells matrix products, depthwise convolutions and the rest apart', () => {
    const { work } = passCost(network(), { outputs: ['dense'] });
    expect(work).toEqual({
      matrixFlops: 2 * 16 * 3 * 4 + 2 * 16 * 4 * 4 + 2 * 4 * 2,
      depthwiseFlops: 2 * 16 * 3 * 9,
      elementBytes: 3 * wide + (wide + pooled),
    });
  });

  it('counts all activations for a backward pass, and those alive at once for a forward one', () => {
    const { totalBytes, peakBytes } = passCost(network(), { outputs: ['dense'] });
    expect(totalBytes).toBe(image + 3 * wide + pooled + dense);
    // `first` waits for the sum that needs it again.
    expect(peakBytes).toBe(3 * wide);
  });

  it('counts what is written to memory where a normalisation and an activation are fused with their convolution', () => {
    const graph = new GraphBuilder('fused');
    const image = graph.input('image', [4, 4, 3]);
    const config = { strides: [1, 1], padding: 'same', useBias: false, activation: 'linear' } as const;
    const conv = graph.add('Conv2D', 'conv', { ...config, kernelSize: [1, 1], filters: 4 }, image);
    const normalised = graph.add('BatchNormalization', 'bn', { epsilon: 1e-3, momentum: 0.99 }, conv);
    const active = graph.add('Activation', 'relu', { activation: 'relu' }, normalised);
    const sum = graph.add('Add', 'sum', {}, active, normalised);
    // What is normalised has two takers.
    expect(passCost(graph.build(sum), { outputs: [sum] })).toMatchObject({
      totalBytes: 4 * 48 + 4 * wide,
      heldBytes: 4 * 48 + 3 * wide,
      largestArray: 64,
    });
  });

  it('passes only through what lies between', () => {
    const { work, parameterBytes, outputBytes } = passCost(network(), {
      inputs: ['sum'],
      outputs: ['dense'],
    });
    expect(work.depthwiseFlops).toBe(0);
    expect(work.matrixFlops).toBe(2 * 4 * 2);
    expect(parameterBytes).toBe(4 * (4 * 2 + 2));
    expect(outputBytes).toBe(dense);
  });

  it('is free where the outputs are the inputs', () => {
    expect(passCost(network(), { inputs: ['sum'], outputs: ['sum'] })).toMatchObject({
      totalBytes: 0,
      parameterBytes: 0,
      outputBytes: wide,
    });
  });
});
