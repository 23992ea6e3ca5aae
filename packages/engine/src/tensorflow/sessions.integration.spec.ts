import type { Engine, TrainerOptions } from '@thaw/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { layerCases } from '../contract/layer-cases.fixture.js';
import {
  preprocessing,
  randomImages,
  spreadWeights,
  trainableGraph,
} from '../contract/small-graphs.fixture.js';
import { loadTensorflowBackend, type TensorflowBackend } from '../native/load.js';
import { sharedLibrary } from '../native/shared-library.fixture.js';
import { createTensorflowEngine } from './create-tensorflow-engine.js';

const graph = trainableGraph(layerCases.find(({ name }) => name === 'SeparableConv2D same')!);
const size = 2;
const images = randomImages(size, 3);
const batch = { inputs: [images], labels: Int32Array.of(1, 2), size };

let binding: TensorflowBackend['binding'];
let engine: Engine;
beforeAll(async () => {
  ({ binding } = await loadTensorflowBackend(await sharedLibrary()));
  engine = createTensorflowEngine({ binding, description: '' });
});

const options = (): TrainerOptions => ({
  ...{ graph, preprocessing, inputs: ['images'], weights: spreadWeights(graph, 1), labelSmoothing: 0 },
  trainable: graph.layers.map(({ name }) => name),
  batchNorm: 'train',
  optimizer: { name: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0.1 },
});

describe('a session', () => {
  it('neither changes nor goes on reading the arrays it was filled with', async () => {
    const given = options();
    const copies = new Map([...given.weights].map(([path, { data }]) => [path, data.slice()]));
    const trainer = await engine.createTrainer(given);
    const { loss } = await trainer.evaluate(batch);
    for (const { data } of given.weights.values()) data.fill(7);
    expect((await trainer.evaluate(batch)).loss).toBe(loss);

    const state = await trainer.exportState();
    await trainer.restoreState({
      ...state,
      weights: new Map(
        [...state.weights].map(([path, array]) => [path, { ...array, data: copies.get(path)! }]),
      ),
    });
    const handed = new Map([...copies].map(([path, data]) => [path, data.slice()]));
    for (let seed = 0; seed < 3; seed++) await trainer.step(batch, { learningRate: 0.1, seed });
    expect(copies).toEqual(handed);
    await trainer.dispose();
  });

  it('holds no more after many steps than after a few', async () => {
    const trainer = await engine.createTrainer(options());
    const run = async (steps: number) => {
      for (let seed = 0; seed < steps; seed++) await trainer.step(batch, { learningRate: 1e-3, seed });
    };
    await run(50);
    const [held, memory] = [binding.held(), process.memoryUsage().rss];
    await run(1000);
    expect(binding.held()).toBe(held);
    expect(process.memoryUsage().rss - memory).toBeLessThan(32e6);
    await trainer.dispose();
  });

  it('is closed when it cannot be filled', async () => {
    const engine = createTensorflowEngine({ binding, description: '' });
    const held = binding.held();
    const given = options();
    const [path, { shape }] = [...given.weights].at(-1)!;
    const weights = new Map([...given.weights, [path, { shape, data: new Float32Array(1) }]]);
    await expect(engine.createTrainer({ ...given, weights })).rejects.toThrow();
    expect(binding.held()).toBe(held);
  });

  it('goes on after a batch that does not fit', async () => {
    const extractor = await engine.createExtractor({ ...options(), outputs: ['layer'] });
    const held = binding.held();
    await expect(extractor.extract(images, size + 1)).rejects.toThrow();
    expect(binding.held()).toBe(held);
    expect(await extractor.extract(images, size)).toHaveLength(1);
    await extractor.dispose();
  });
});
