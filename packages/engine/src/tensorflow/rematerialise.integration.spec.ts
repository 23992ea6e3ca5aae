import {
  addHead,
  GraphBuilder,
  planRematerialisation,
  type ConfigOf,
  type Engine,
  type TrainerOptions,
} from '@thaw/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { imageShape, preprocessing, randomImages, spreadWeights } from '../contract/small-graphs.fixture.js';
import { loadTensorflowBackend } from '../native/load.js';
import { sharedLibrary } from '../native/shared-library.fixture.js';
import { createTensorflowEngine } from './create-tensorflow-engine.js';

const convolution: ConfigOf<'Conv2D'> = {
  filters: 6,
  kernelSize: [3, 3],
  strides: [1, 1],
  padding: 'same',
  useBias: false,
  activation: 'linear',
};

/** Four residual blocks, with normalisations between and dropout after. */
function residualNetwork() {
  const builder = new GraphBuilder('residual');
  let x = builder.add('Conv2D', 'stem', convolution, builder.input('images', imageShape));
  for (const block of ['a', 'b', 'c', 'd']) {
    const convolved = builder.add('Conv2D', `${block}_conv`, convolution, x);
    const normalized = builder.add(
      'BatchNormalization',
      `${block}_bn`,
      { epsilon: 1e-3, momentum: 0.9 },
      convolved,
    );
    const sum = builder.add('Add', `${block}_add`, {}, normalized, x);
    x = builder.add('Activation', `${block}_out`, { activation: 'relu' }, sum);
  }
  return addHead(builder.build(x), { pool: 'avg', hidden: [5], dropout: 0.4 }, 3);
}

let engine: Engine;
beforeAll(async () => {
  const { binding } = await loadTensorflowBackend(await sharedLibrary());
  engine = createTensorflowEngine({ binding, description: '' });
});

describe.each(['frozen', 'train'] as const)('with normalisations %s', (batchNorm) => {
  it.each(['stem', 'c_conv'])(
    'computing activations again trains from %s as keeping them does',
    async (first) => {
      const graph = residualNetwork();
      const names = graph.layers.map(({ name }) => name);
      const options: TrainerOptions = {
        ...{
          graph,
          preprocessing,
          inputs: ['images'],
          weights: spreadWeights(graph, 1),
          labelSmoothing: 0.1,
        },
        trainable: names.slice(names.indexOf(first)),
        batchNorm,
        optimizer: { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
      };
      const train = async (memory?: 'rematerialise') => {
        const trainer = await engine.createTrainer({ ...options, memory });
        const losses: number[] = [];
        for (let seed = 0; seed < 5; seed++) {
          const batch = { inputs: [randomImages(4, seed)], labels: Int32Array.of(0, 1, 2, 1), size: 4 };
          losses.push((await trainer.step(batch, { learningRate: 1e-2, seed })).loss);
        }
        const { weights } = await trainer.exportState();
        await trainer.dispose();
        return { losses, weights };
      };
      const [kept, again] = [await train(), await train('rematerialise')];
      expect(planRematerialisation(graph).kept.length).toBeGreaterThan(1);
      again.losses.forEach((loss, step) => expect(loss).toBeCloseTo(kept.losses[step]!, 5));
      for (const [path, { data }] of again.weights)
        data.forEach((value, index) => expect(value).toBeCloseTo(kept.weights.get(path)!.data[index]!, 4));
    },
  );
});
