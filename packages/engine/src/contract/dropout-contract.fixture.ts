import { GraphBuilder, type Engine } from '@thaw/core';
import { expect, it } from 'vitest';
import { preprocessing } from './small-graphs.fixture.js';

const features = 3000;
const rate = 0.3;

/**
 * On one row of ones, the gradient of a Dense kernel is that of its bias times what dropout let through, so that a
 * step of plain descent at rate 1 shows the mask.
 */
export function dropoutContract(engineOf: () => Engine): void {
  const builder = new GraphBuilder('dropout');
  const flat = builder.add('Flatten', 'flat', {}, builder.input('images', [50, 20, 3]));
  const first = builder.add('Dropout', 'first', { rate }, flat);
  const second = builder.add('Dropout', 'second', { rate }, flat);
  const sum = builder.add('Add', 'sum', {}, first, second);
  const graph = builder.build(
    builder.add('Dense', 'logits', { units: 2, useBias: true, activation: 'linear' }, sum),
  );

  /** What the sum of the two dropouts let through of each feature. */
  const passed = async (seed: number) => {
    const trainer = await engineOf().createTrainer({
      graph,
      preprocessing,
      inputs: ['flat'],
      // Zeros keep the softmax from saturating, which would leave no gradient to see.
      weights: new Map([
        ['logits/kernel', { shape: [features, 2], data: new Float32Array(2 * features) }],
        ['logits/bias', { shape: [2], data: new Float32Array(2) }],
      ]),
      trainable: ['logits'],
      batchNorm: 'frozen',
      optimizer: { name: 'sgd', momentum: 0, nesterov: false },
      labelSmoothing: 0,
    });
    const ones = new Float32Array(features).fill(1);
    await trainer.step({ inputs: [ones], labels: Int32Array.of(0), size: 1 }, { learningRate: 1, seed });
    const state = await trainer.exportState();
    await trainer.dispose();
    const [kernel, bias] = ['logits/kernel', 'logits/bias'].map((path) => state.weights.get(path)!.data);
    return Array.from({ length: features }, (_, feature) => kernel![2 * feature]! / bias![0]!);
  };

  it('lets the right share through, scaled up, each layer by a mask of its own', async () => {
    const counts = [0, 0, 0];
    for (const value of await passed(1)) {
      const times = Math.round(value * (1 - rate));
      expect(value).toBeCloseTo(times / (1 - rate), 4);
      counts[times]! += 1;
    }
    // Two independent masks; four standard deviations of the binomial.
    const [neither, one, both] = [rate ** 2, 2 * rate * (1 - rate), (1 - rate) ** 2];
    [neither, one, both].forEach((share, times) => {
      const deviation = Math.sqrt(features * share * (1 - share));
      expect(Math.abs(counts[times]! - features * share)).toBeLessThan(4 * deviation);
    });
  });

  it('draws the same mask from the same seed and another from another', async () => {
    const mask = await passed(1);
    expect(await passed(1)).toEqual(mask);
    expect(await passed(2)).not.toEqual(mask);
  });
}
