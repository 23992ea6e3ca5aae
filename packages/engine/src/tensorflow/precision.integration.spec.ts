import type { Engine, Precision, TrainerOptions } from '@thaw/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { relativeError } from '../contract/expect-close.fixture.js';
import { layerCases } from '../contract/layer-cases.fixture.js';
import {
  preprocessing,
  randomImages,
  spreadWeights,
  trainableGraph,
} from '../contract/small-graphs.fixture.js';
import { loadTensorflowBackend } from '../native/load.js';
import { sharedLibrary } from '../native/shared-library.fixture.js';
import { createTensorflowEngine } from './create-tensorflow-engine.js';

const images = randomImages(4, 3);
const batch = { inputs: [images], labels: Int32Array.of(1, 2, 0, 1), size: 4 };
/** A bfloat16 has 8 significant bits; a few operations in a row each round to that. */
const tolerance = 2 ** -5;

let engine: Engine;
beforeAll(async () => {
  const { binding } = await loadTensorflowBackend(await sharedLibrary());
  engine = createTensorflowEngine({ binding, description: '' });
});

describe.each(layerCases)('in bfloat16, $name', (layerCase) => {
  const graph = trainableGraph(layerCase);
  const options: TrainerOptions = {
    ...{ graph, preprocessing, inputs: ['images'], weights: spreadWeights(graph, 1), labelSmoothing: 0 },
    trainable: graph.layers.map(({ name }) => name),
    batchNorm: 'train',
    optimizer: { name: 'sgd', momentum: 0, nesterov: false },
  };

  it('gives float32 features close to those of float32', async () => {
    const extract = async (precision: Precision) => {
      const extractor = await engine.createExtractor({ ...options, precision, outputs: ['layer'] });
      const [features] = await extractor.extract(images, 4);
      await extractor.dispose();
      return features!;
    };
    expect(relativeError(await extract('bfloat16'), await extract('float32'))).toBeLessThan(tolerance);
  });

  it('trains float32 weights to a lower loss', async () => {
    const trainer = await engine.createTrainer({ ...options, precision: 'bfloat16' });
    const { loss } = await trainer.step(batch, { learningRate: 1e-3, seed: 0 });
    for (let seed = 1; seed < 10; seed++) await trainer.step(batch, { learningRate: 1e-3, seed });
    expect((await trainer.step(batch, { learningRate: 1e-3, seed: 10 })).loss).toBeLessThan(loss);
    const { weights } = await trainer.exportState();
    await trainer.dispose();
    // Numbers that bfloat16 could not hold: the lower half of the bits is in use.
    const bits = new Uint32Array(weights.get('logits/kernel')!.data.buffer);
    expect(bits.some((word) => (word & 0xffff) !== 0)).toBe(true);
  });
});
