import { describeLayers, type Engine } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { relativeError } from './expect-close.fixture.js';
import { crossEntropy, forward, gradients, toReference } from './reference-model.fixture.js';
import { layerCases } from './layer-cases.fixture.js';
import {
  preprocessed,
  preprocessing,
  randomImages,
  spreadWeights,
  trainableGraph,
} from './small-graphs.fixture.js';

const labels = Int32Array.of(2, 0);

export function gradientContract(engineOf: () => Engine): void {
  describe.each(layerCases)('$name', (layerCase) => {
    const graph = trainableGraph(layerCase);
    const weights = spreadWeights(graph, 5);
    const images = randomImages(2, 6);
    const batch = { inputs: [images], labels, size: 2 };
    const kind = graph.layers.find(({ name }) => name === 'layer')!.kind;
    const createTrainer = () =>
      engineOf().createTrainer({
        graph,
        preprocessing,
        inputs: ['images'],
        weights,
        trainable: graph.layers.map(({ name }) => name),
        batchNorm: 'train',
        // A step of plain descent at rate 1 moves each weight by its gradient, which shows it.
        optimizer: { name: 'sgd', momentum: 0, nesterov: false },
        labelSmoothing: 0,
      });

    it('by every weight, or says beforehand that it cannot', async () => {
      if (engineOf().capabilities.untrainable.includes(kind)) {
        await expect(createTrainer()).rejects.toMatchObject({
          problems: [{ code: 'THAW-ENGINE-NO-GRADIENT', message: expect.stringContaining(kind) }],
        });
        return;
      }
      const trainer = await createTrainer();
      const { loss } = await trainer.step(batch, { learningRate: 1, seed: 0 });
      const { weights: moved } = await trainer.exportState();
      await trainer.dispose();

      const reference = toReference(weights);
      const feeds = new Map([['images', preprocessed(images)]]);
      const normalizations = graph.layers.filter((layer) => layer.kind === 'BatchNormalization');
      const options = { batchNormalized: new Set(normalizations.map(({ name }) => name)) };
      const lossOf = () => crossEntropy(forward(graph, feeds, reference, options).get('logits')!, labels);
      expect(loss).toBeCloseTo(lossOf(), 5);

      const trainable = [...describeLayers(graph)].flatMap(([layer, facts]) =>
        facts.weights.filter((weight) => weight.trainable).map((weight) => `${layer}/${weight.name}`),
      );
      const expectations = gradients(lossOf, reference, trainable);
      // A gradient that is zero but for rounding (a shift before a normalisation) is held against the others.
      const scale =
        0.01 * Math.max(...[...expectations.values()].flatMap((values) => [...values].map(Math.abs)));
      for (const [path, expected] of expectations) {
        const actual = weights.get(path)!.data.map((value, index) => value - moved.get(path)!.data[index]!);
        expect.soft(relativeError(actual, expected, scale), path).toBeLessThan(1e-4);
      }
    });
  });
}
