import {
  GraphBuilder,
  seededRandom,
  slotsOf,
  type Engine,
  type Optimizer,
  type OptimizerName,
  type OptimizerSettings,
} from '@thaw/core';
import { expect, it } from 'vitest';
import { relativeError } from './expect-close.fixture.js';
import { crossEntropy, forward, gradients, toReference } from './reference-model.fixture.js';
import { scalarRule } from './reference-optimizers.fixture.js';
import { preprocessing, spreadWeights } from './small-graphs.fixture.js';

/** What each is tried with. */
const settings: { readonly [Name in OptimizerName]: readonly OptimizerSettings<Name>[] } = {
  sgd: [
    { momentum: 0, nesterov: false },
    { momentum: 0.9, nesterov: false },
    { momentum: 0.9, nesterov: true },
  ],
  adam: [
    { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
    { beta1: 0.8, beta2: 0.9, epsilon: 1e-2 },
  ],
  adamw: [{ beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0.1 }],
  rmsprop: [
    { rho: 0.9, momentum: 0, epsilon: 1e-7 },
    { rho: 0.8, momentum: 0.9, epsilon: 1e-2 },
  ],
};
const optimizers = Object.entries(settings).flatMap(([name, cases]) =>
  cases.map((each) => ({ name, ...each }) as Optimizer),
);

const rows = 4;
const features = 6;
const labels = Int32Array.of(0, 1, 2, 1);
const rates = [0.1, 0.05, 0.1, 0.02, 0.1];

export function optimizerContract(engineOf: () => Engine): void {
  it.each(optimizers)('by the formulas of $name over five steps: %o', async (optimizer) => {
    const builder = new GraphBuilder('dense');
    const pixels = builder.input('images', [2, 1, 3]);
    const input = builder.add('Flatten', 'features', {}, pixels);
    const dense = { units: 3, useBias: true, activation: 'linear' } as const;
    const graph = builder.build(builder.add('Dense', 'logits', dense, input));
    const weights = spreadWeights(graph, 7);
    const random = seededRandom([8, 'features']);
    const data = Float32Array.from({ length: rows * features }, () => 4 * random() - 2);

    const trainer = await engineOf().createTrainer({
      graph,
      preprocessing,
      inputs: ['features'],
      weights,
      trainable: ['logits'],
      batchNorm: 'frozen',
      optimizer,
      labelSmoothing: 0,
    });
    const reference = toReference(weights);
    const feeds = new Map([['images', { shape: [rows, 2, 1, 3], data: Float64Array.from(data) }]]);
    const lossOf = () => crossEntropy(forward(graph, feeds, reference).get('logits')!, labels);
    const rule = scalarRule(optimizer);
    const memories = new Map<string, number[]>();

    for (const [index, learningRate] of rates.entries()) {
      const { loss } = await trainer.step(
        { inputs: [data], labels, size: rows },
        { learningRate, seed: index },
      );
      expect(loss).toBeCloseTo(lossOf(), 4);
      for (const [path, gradient] of gradients(lossOf, reference, [...reference.keys()])) {
        const { data: values } = reference.get(path)!;
        values.forEach((value, place) => {
          const key = `${path}/${place}`;
          if (!memories.has(key)) memories.set(key, []);
          values[place] = rule(value, gradient[place]!, memories.get(key)!, learningRate, index + 1);
        });
      }
    }
    const { weights: trained, slots, step } = await trainer.exportState();
    await trainer.dispose();
    expect(step).toBe(rates.length);
    expect([...slots.keys()].toSorted()).toEqual(
      ['logits/bias', 'logits/kernel'].flatMap((path) =>
        slotsOf(optimizer)
          .map((slot) => `${path}/${slot}`)
          .toSorted(),
      ),
    );
    for (const [path, { data: expected }] of reference) {
      expect(relativeError(trained.get(path)!.data, expected), path).toBeLessThan(2e-5);
    }
  });
}
