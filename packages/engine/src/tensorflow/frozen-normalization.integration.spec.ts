import { GraphBuilder, type ConfigOf, type Engine } from '@thaw/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { relativeError } from '../contract/expect-close.fixture.js';
import { crossEntropy, forward, gradients, toReference } from '../contract/reference-model.fixture.js';
import {
  imageShape,
  preprocessed,
  preprocessing,
  randomImages,
  spreadWeights,
} from '../contract/small-graphs.fixture.js';
import { loadTensorflowBackend } from '../native/load.js';
import { sharedLibrary } from '../native/shared-library.fixture.js';
import { createTensorflowEngine } from './create-tensorflow-engine.js';

const labels = Int32Array.of(2, 0);
const convolution = { kernelSize: [3, 3], strides: [1, 1], padding: 'same', activation: 'linear' } as const;

let engine: Engine;
beforeAll(async () => {
  const { binding } = await loadTensorflowBackend(await sharedLibrary());
  engine = createTensorflowEngine({ binding, description: '' });
});

/** A trained convolution takes a frozen normalisation in, which must not show in its gradients. */
describe.each(['Conv2D', 'DepthwiseConv2D', 'SeparableConv2D'] as const)('a trained %s', (kind) => {
  it.each([true, false])(
    'below a frozen normalisation has the gradients of its own weights (bias: %s)',
    async (useBias) => {
      const builder = new GraphBuilder('merged');
      const input = builder.input('images', imageShape);
      const stem = builder.add('Conv2D', 'stem', { ...convolution, filters: 4, useBias: true }, input);
      const config = { ...convolution, filters: 5, useBias } as ConfigOf<typeof kind>;
      const trained = builder.add(kind, 'trained', config as never, stem);
      const normalization = { epsilon: 1e-3, momentum: 0.9 };
      const normalized = builder.add('BatchNormalization', 'normalized', normalization, trained);
      const relu = builder.add('Activation', 'relu', { activation: 'relu' }, normalized);
      const pooled = builder.add('GlobalAveragePooling2D', 'pooled', {}, relu);
      const dense = { units: 3, useBias: true, activation: 'linear' } as const;
      const graph = builder.build(builder.add('Dense', 'logits', dense, pooled));
      const weights = spreadWeights(graph, 1);
      const images = randomImages(2, 2);

      const trainer = await engine.createTrainer({
        ...{ graph, preprocessing, weights, labelSmoothing: 0, batchNorm: 'frozen', inputs: ['images'] },
        trainable: ['stem', 'trained', 'normalized', 'logits'],
        optimizer: { name: 'sgd', momentum: 0, nesterov: false },
      });
      const { loss } = await trainer.step(
        { inputs: [images], labels, size: 2 },
        { learningRate: 1, seed: 0 },
      );
      const { weights: moved } = await trainer.exportState();
      await trainer.dispose();

      const reference = toReference(weights);
      const feeds = new Map([['images', preprocessed(images)]]);
      const lossOf = () => crossEntropy(forward(graph, feeds, reference).get('logits')!, labels);
      expect(loss).toBeCloseTo(lossOf(), 4);
      for (const [path, expected] of gradients(lossOf, reference, [...moved.keys()])) {
        const actual = weights.get(path)!.data.map((value, index) => value - moved.get(path)!.data[index]!);
        expect.soft(relativeError(actual, expected), path).toBeLessThan(1e-4);
      }
    },
  );
});
