import { describe, expect, it } from 'vitest';
import { GraphBuilder } from './graph-builder.js';
import { initialWeights } from './initial-weights.js';

const window = { kernelSize: [3, 3], strides: [1, 1], padding: 'same', activation: 'linear' } as const;

function network({ logits = 10 } = {}) {
  const graph = new GraphBuilder('net');
  let x = graph.input('input', [8, 8, 16]);
  x = graph.add('Conv2D', 'conv', { ...window, filters: 32, useBias: true }, x);
  x = graph.add('BatchNormalization', 'bn', { epsilon: 1e-3, momentum: 0.99 }, x);
  x = graph.add('DepthwiseConv2D', 'depthwise', { ...window, useBias: false }, x);
  x = graph.add('GlobalAveragePooling2D', 'pool', {}, x);
  return graph.build(
    graph.add('Dense', 'logits', { units: logits, useBias: false, activation: 'linear' }, x),
  );
}

describe('initialWeights', () => {
  it('gives every weight its shape, biases and statistics their constants', () => {
    const weights = initialWeights(network(), 1);
    expect([...weights].map(([path, { shape }]) => [path, shape])).toEqual([
      ['conv/kernel', [3, 3, 16, 32]],
      ['conv/bias', [32]],
      ['bn/gamma', [32]],
      ['bn/beta', [32]],
      ['bn/moving_mean', [32]],
      ['bn/moving_variance', [32]],
      ['depthwise/kernel', [3, 3, 32, 1]],
      ['logits/kernel', [32, 10]],
    ]);
    for (const path of ['conv/bias', 'bn/beta', 'bn/moving_mean']) {
      expect(weights.get(path)!.data).toEqual(new Float32Array(32));
    }
    for (const path of ['bn/gamma', 'bn/moving_variance']) {
      expect(weights.get(path)!.data).toEqual(new Float32Array(32).fill(1));
    }
  });

  // Keras: uniform within √(6 / (fan in + fan out)), where a kernel's window counts into both.
  it.each([
    ['conv/kernel', 9 * (16 + 32)],
    ['depthwise/kernel', 9 * (32 + 1)],
    ['logits/kernel', 32 + 10],
  ])('draws %s uniformly within the Glorot limit', (path, fans) => {
    const { data } = initialWeights(network(), 1).get(path)!;
    const limit = Math.sqrt(6 / fans);
    const largest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const variance = data.reduce((sum, value) => sum + value * value, 0) / data.length;
    expect(largest).toBeLessThanOrEqual(Math.fround(limit));
    expect(largest).toBeGreaterThan(0.95 * limit);
    expect(Math.abs(variance / (limit ** 2 / 3) - 1)).toBeLessThan(0.15);
    expect(new Set(data).size).toBeGreaterThan(0.99 * data.length);
  });

  it('draws the same for the same seed and another for another', () => {
    expect(initialWeights(network(), 7)).toEqual(initialWeights(network(), 7));
    expect(initialWeights(network(), 7).get('conv/kernel')).not.toEqual(
      initialWeights(network(), 8).get('conv/kernel'),
    );
  });

  it('draws a layer the same whatever else the graph holds', () => {
    const [narrow, wide] = [initialWeights(network(), 7), initialWeights(network({ logits: 20 }), 7)];
    expect(wide.get('conv/kernel')).toEqual(narrow.get('conv/kernel'));
  });

  it('gives the weights of the wanted layers only', () => {
    const only = new Set(['logits']);
    expect(initialWeights(network(), 7, only)).toEqual(
      new Map([['logits/kernel', initialWeights(network(), 7).get('logits/kernel')]]),
    );
  });
});
