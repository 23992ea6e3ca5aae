import { describe, expect, it } from 'vitest';
import { graphCost } from './cost.js';
import { GraphBuilder } from './graph-builder.js';

/** A 3 × 3 convolution of 8 × 8 RGB to 4 × 4 × 16, normalised, pooled to 16 features, and 10 logits. */
const graph = (() => {
  const builder = new GraphBuilder('small');
  const config = {
    filters: 16,
    kernelSize: [3, 3],
    strides: [2, 2],
    padding: 'same',
    useBias: false,
  } as const;
  let x = builder.add(
    'Conv2D',
    'conv',
    { ...config, activation: 'linear' },
    builder.input('input', [8, 8, 3]),
  );
  x = builder.add('BatchNormalization', 'bn', { epsilon: 1e-3, momentum: 0.99 }, x);
  x = builder.add('GlobalAveragePooling2D', 'pool', {}, x);
  return builder.build(builder.add('Dense', 'logits', { units: 10, useBias: true, activation: 'linear' }, x));
})();

describe('graphCost', () => {
  it('counts weights, statistics, operations and activations', () => {
    expect(graphCost(graph)).toEqual({
      parameters: 3 * 3 * 3 * 16 + 4 * 16 + (16 * 10 + 10),
      trainableParameters: 0,
      flops: 2 * (4 * 4) * (3 * 3 * 3) * 16 + 2 * (4 * 4 * 16) + 4 * 4 * 16 + 2 * 16 * 10,
      activationBytes: 4 * (8 * 8 * 3 + 2 * (4 * 4 * 16) + 16 + 10),
    });
  });

  it('leaves the statistics of a trained BatchNormalization out of the trainable parameters', () => {
    expect(graphCost(graph, { trainable: new Set(['bn', 'logits']) }).trainableParameters).toBe(2 * 16 + 170);
  });

  it('counts operations and activations of the given layers, and parameters of all', () => {
    expect(graphCost(graph, { layers: new Set(['logits']) })).toEqual({
      parameters: 666,
      trainableParameters: 0,
      flops: 2 * 16 * 10,
      activationBytes: 4 * 10,
    });
  });
});
