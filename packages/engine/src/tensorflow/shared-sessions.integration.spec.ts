import {
  addHead,
  GraphBuilder,
  type Batch,
  type Engine,
  type Trainer,
  type TrainerOptions,
} from '@thaw/core';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { imageShape, preprocessing, randomImages, spreadWeights } from '../contract/small-graphs.fixture.js';
import { loadTensorflowBackend, type TensorflowBackend } from '../native/load.js';
import { sharedLibrary } from '../native/shared-library.fixture.js';
import { createTensorflowEngine } from './create-tensorflow-engine.js';

let binding: TensorflowBackend['binding'];
beforeAll(async () => {
  ({ binding } = await loadTensorflowBackend(await sharedLibrary()));
});
/** Kept until the test ends: sessions that nobody refers to are closed whenever memory is collected. */
function fresh(): Engine {
  const engine = createTensorflowEngine({ binding, description: '' });
  onTestFinished(() => engine.dispose());
  return engine;
}

/** A normalisation that is folded, one that is scaled at each step, one that trains, and dropout. */
function network(dropout: number) {
  const convolution = { kernelSize: [3, 3], strides: [1, 1], padding: 'same', useBias: true } as const;
  const normalization = { epsilon: 1e-3, momentum: 0.9 };
  const builder = new GraphBuilder('network');
  let x = builder.input('images', imageShape);
  for (const name of ['frozen', 'trained'])
    x = builder.add(
      'BatchNormalization',
      `${name}_bn`,
      normalization,
      builder.add('Conv2D', name, { ...convolution, filters: 4, activation: 'linear' }, x),
    );
  return addHead(builder.build(x), { pool: 'avg', hidden: [6], dropout }, 3);
}

function options(seed: number, batchNorm: TrainerOptions['batchNorm'] = 'train'): TrainerOptions {
  const graph = network(0.1 * seed);
  return {
    ...{ graph, preprocessing, inputs: ['images'], weights: spreadWeights(graph, seed), batchNorm },
    trainable: graph.layers.map(({ name }) => name).filter((name) => !name.startsWith('frozen')),
    optimizer: {
      name: 'adamw',
      beta1: 1 - 0.1 * seed,
      beta2: 0.99,
      epsilon: 10 ** -seed,
      weightDecay: 0.1 * seed,
    },
    labelSmoothing: 0.1 * seed,
    ...(seed > 1 && { classWeights: [1, 2, seed] }),
  };
}

const batch: Batch = { inputs: [randomImages(4, 10)], labels: Int32Array.of(0, 2, 1, 2), size: 4 };

async function train(trainer: Trainer) {
  const results = [];
  for (let seed = 0; seed < 3; seed++) results.push(await trainer.step(batch, { learningRate: 0.01, seed }));
  const outcome = { results, evaluated: await trainer.evaluate(batch), state: await trainer.exportState() };
  await trainer.dispose();
  return outcome;
}

describe('Trainings that differ in numbers alone', () => {
  it.each(['train', 'frozen'] as const)(
    'share a session and come to the bits of sessions of their own, normalisations %s',
    async (batchNorm) => {
      const alone = [];
      for (const seed of [1, 2, 3])
        alone.push(await train(await fresh().createTrainer(options(seed, batchNorm))));
      const engine = fresh();
      const before = binding.held();
      const shared = [];
      for (const seed of [1, 2, 3])
        shared.push(await train(await engine.createTrainer(options(seed, batchNorm))));
      expect(shared).toEqual(alone);
      expect(binding.held() - before).toBe(1);
      await engine.dispose();
      expect(binding.held()).toBe(before);
    },
  );

  it('have one each while both are open', async () => {
    const engine = fresh();
    const [one, other] = [await engine.createTrainer(options(1)), await engine.createTrainer(options(2))];
    const apart = [await train(one), await train(other)];
    expect(apart).toEqual([
      await train(await engine.createTrainer(options(1))),
      await train(await engine.createTrainer(options(2))),
    ]);
    await engine.dispose();
  });

  it('do not share one in which something has failed', async () => {
    const engine = fresh();
    const before = binding.held();
    const trainer = await engine.createTrainer(options(1));
    await expect(trainer.step({ ...batch, size: 5 }, { learningRate: 0.01, seed: 1 })).rejects.toThrow();
    await trainer.dispose();
    expect(binding.held()).toBe(before);
  });
});

describe('Extractors that differ in weights alone', () => {
  it('share a session', async () => {
    const { graph } = options(1);
    const outputs = ['trained_bn'];
    const extract = async (engine: Engine, seed: number) => {
      const weights = spreadWeights(graph, seed);
      const extractor = await engine.createExtractor({ graph, preprocessing, weights, outputs });
      const [features] = await extractor.extract(randomImages(2, 3), 2);
      await extractor.dispose();
      return features;
    };
    const engine = fresh();
    const shared = [await extract(engine, 1), await extract(engine, 2)];
    expect(shared).toEqual([await extract(fresh(), 1), await extract(fresh(), 2)]);
    expect(shared[0]).not.toEqual(shared[1]);
  });
});

describe('An engine', () => {
  it('keeps no more than the sessions that were used last', async () => {
    const engine = fresh();
    const before = binding.held();
    const { graph, weights } = options(1);
    for (const { name } of graph.layers.slice(1))
      for (const precision of ['float32', 'bfloat16'] as const) {
        const extractor = await engine.createExtractor({
          graph,
          preprocessing,
          weights,
          outputs: [name],
          precision,
        });
        await extractor.dispose();
      }
    expect(binding.held() - before).toBe(8);
    await engine.dispose();
    expect(binding.held()).toBe(before);
  });
});
