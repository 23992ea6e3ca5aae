import {
  addHead,
  GraphBuilder,
  planRematerialisation,
  type ConfigOf,
  type Engine,
  type TrainerOptions,
} from '@thaw/core';
import { beforeAll, expect, it } from 'vitest';
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

/** Four blocks of a transformer, with all that stands around them. */
function transformer() {
  const builder = new GraphBuilder('transformer');
  const width = 12;
  const dense = (name: string, units: number, x: string) =>
    builder.add('Dense', name, { units, useBias: true, activation: 'linear' }, x);
  const normalize = (name: string, x: string) =>
    builder.add('LayerNormalization', name, { epsilon: 1e-3 }, x);
  const scale = (name: string, x: string) => builder.add('LayerScale', name, { initValues: 0.1 }, x);

  const images = builder.input('images', imageShape);
  let x = builder.add('Reshape', 'stem', { targetShape: [4, 15] }, images);
  x = builder.add('RegisterTokens', 'registers', { count: 2 }, dense('patches', width, x));
  x = builder.add('ClassToken', 'class', {}, x);
  x = builder.add('PositionEmbedding', 'places', { grid: 3, prefix: 3 }, x);
  for (const block of ['a', 'b', 'c', 'd']) {
    const tokens = dense(`${block}_qkv`, 3 * width, normalize(`${block}_norm1`, x));
    const attended = builder.add('DotProductAttention', `${block}_attention`, { heads: 3 }, tokens);
    const projected = scale(`${block}_ls1`, dense(`${block}_proj`, width, attended));
    const sum = builder.add('Add', `${block}_add1`, {}, x, projected);
    const inner = dense(`${block}_fc1`, 24, normalize(`${block}_norm2`, sum));
    const gelu = builder.add('Activation', `${block}_gelu`, { activation: 'gelu' }, inner);
    x = builder.add(
      'Add',
      `${block}_add2`,
      {},
      sum,
      scale(`${block}_ls2`, dense(`${block}_fc2`, width, gelu)),
    );
  }
  return addHead(builder.build(normalize('norm', x)), { pool: 'token', hidden: [], dropout: 0.4 }, 3);
}

let engine: Engine;
beforeAll(async () => {
  const { binding } = await loadTensorflowBackend(await sharedLibrary());
  engine = createTensorflowEngine({ binding, description: '' });
});

const adam = {
  optimizer: { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  learningRate: 1e-2,
} as const;
/** Of a key's bias the gradient is rounding alone, since softmax does not see it, and Adam makes whole steps of that. */
const sgd = { optimizer: { name: 'sgd', momentum: 0.9, nesterov: false }, learningRate: 1e-4 } as const;
const cases = [
  { network: residualNetwork, ...adam, first: 'stem', batchNorm: 'frozen' },
  { network: residualNetwork, ...adam, first: 'c_conv', batchNorm: 'frozen' },
  { network: residualNetwork, ...adam, first: 'stem', batchNorm: 'train' },
  { network: residualNetwork, ...adam, first: 'c_conv', batchNorm: 'train' },
  { network: transformer, ...sgd, first: 'stem', batchNorm: 'frozen' },
  { network: transformer, ...sgd, first: 'c_norm1', batchNorm: 'frozen' },
] as const;

it.each(cases)(
  'computing activations of a $network.name again trains from $first as keeping them does, normalisations $batchNorm',
  async ({ network, optimizer, learningRate, first, batchNorm }) => {
    const graph = network();
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
      optimizer,
    };
    const train = async (memory?: 'rematerialise') => {
      const trainer = await engine.createTrainer({ ...options, memory });
      const losses: number[] = [];
      for (let seed = 0; seed < 5; seed++) {
        const batch = { inputs: [randomImages(4, seed)], labels: Int32Array.of(0, 1, 2, 1), size: 4 };
        losses.push((await trainer.step(batch, { learningRate, seed })).loss);
      }
      const { weights } = await trainer.exportState();
      await trainer.dispose();
      return { losses, weights };
    };
    const [kept, again] = [await train(), await train('rematerialise')];
    expect(planRematerialisation(graph).kept.length).toBeGreaterThan(1);
    again.losses.forEach((loss, step) => expect(Math.abs(loss / kept.losses[step]! - 1)).toBeLessThan(1e-5));
    for (const [path, { data }] of again.weights)
      data.forEach((value, index) => expect(value).toBeCloseTo(kept.weights.get(path)!.data[index]!, 4));
  },
);
