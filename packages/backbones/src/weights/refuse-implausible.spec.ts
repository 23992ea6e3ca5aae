import { describeLayers, initialWeights, type ThawError } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { backbones } from '../registry.js';
import { refuseImplausible } from './refuse-implausible.js';

const graph = backbones.mobilenetv2.build(32);
const layers = [...describeLayers(graph).values()].filter(({ weights }) => weights.length > 0);

/** What is said of MobileNetV2's drawn weights with some numbers set. */
function problemWith(changes: Readonly<Record<string, readonly number[]>>) {
  const weights = initialWeights(graph, 1);
  for (const [name, values] of Object.entries(changes)) {
    values.forEach((value, index) => (weights.get(name)!.data[index] = value));
  }
  try {
    refuseImplausible(layers, weights, 'my.h5');
    return undefined;
  } catch (error) {
    return (error as ThawError).problems[0];
  }
}

describe('numbers that no trained network has', () => {
  it('are refused, each layer with a line of what is wrong in it', () => {
    const problem = problemWith({
      'Conv1/kernel': [NaN, -Infinity, 0, 3.4e38],
      'bn_Conv1/moving_variance': [-1, 2e12],
      'bn_Conv1/gamma': [-20_000],
    });
    expect(problem?.code).toBe('THAW-WEIGHTS-VALUES');
    expect(problem?.message).toBe(
      [
        'my.h5 holds numbers that no trained network has, in 2 of its 104 layers with weights',
        '  Conv1     kernel: 2 of 864 not finite; kernel: 1 of 864 as large as 3.4e+38',
        '  bn_Conv1  gamma: 1 of 32 as large as 2.0e+4; moving_variance: 1 of 32 as large as 2.0e+12; moving_variance: 1 of 32 negative',
      ].join('\n'),
    );
    expect(problem?.found).toBe('Conv1/kernel: 2 of 864 not finite');
  });

  it('are not the large ones that trained networks do have: variances of large activations, zeros', () => {
    expect(
      problemWith({
        'Conv1/kernel': [3.7, 0, -9000],
        'bn_Conv1/gamma': [13.1],
        'bn_Conv1/moving_mean': [-1e5],
        'bn_Conv1/moving_variance': [0, 1e9],
      }),
    ).toBeUndefined();
  });
});
