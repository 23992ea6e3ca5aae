import { GraphBuilder, type Engine, type LayerGraph, type Trainer, type TrainerOptions } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { dropoutContract } from './dropout-contract.fixture.js';
import { relativeError } from './expect-close.fixture.js';
import { crossEntropy, forward, toReference } from './reference-model.fixture.js';
import { softmax } from './reference-activations.fixture.js';
import {
  imageShape,
  pixelsPerImage,
  preprocessed,
  preprocessing,
  randomImages,
  spreadWeights,
} from './small-graphs.fixture.js';

const adam = { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;
const rate = { learningRate: 0.05, seed: 1 };

export function trainerContract(engineOf: () => Engine, heldTensors: () => number): void {
  const graph = smallNetwork();
  const weights = spreadWeights(graph, 9);
  const images = randomImages(4, 10);
  const labels = Int32Array.of(0, 2, 1, 2);
  const batch = { inputs: [images], labels, size: 4 };
  const logitsOf = (feeds: string) =>
    forward(graph, new Map([[feeds, preprocessed(images)]]), toReference(weights)).get('logits')!;

  /** Trains what every backend can: all above the convolutions. */
  const create = (options: Partial<TrainerOptions> = {}) =>
    engineOf().createTrainer({
      graph,
      preprocessing,
      inputs: ['images'],
      weights,
      trainable: ['norm', 'hidden', 'logits'],
      batchNorm: 'train',
      optimizer: adam,
      labelSmoothing: 0,
      ...options,
    });
  const using = async <Result>(
    options: Partial<TrainerOptions>,
    use: (trainer: Trainer) => Promise<Result>,
  ) => {
    const trainer = await create(options);
    try {
      return await use(trainer);
    } finally {
      await trainer.dispose();
    }
  };

  it('on the loss of Keras, smoothed and weighted by class over the size of the batch', async () => {
    const loss = { labelSmoothing: 0.2, classWeights: [0.5, 2, 3] };
    const frozen = { batchNorm: 'frozen', trainable: ['logits'], optimizer: adam } as const;
    const { loss: actual, probabilities } = await using({ ...loss, ...frozen }, (trainer) =>
      trainer.step(batch, rate),
    );
    expect(actual).toBeCloseTo(crossEntropy(logitsOf('images'), labels, loss), 4);
    expect(relativeError(probabilities, softmax(logitsOf('images')).data)).toBeLessThan(1e-5);
  });

  it('and evaluates without smoothing, class weights, dropout or batch statistics', async () => {
    const loss = { labelSmoothing: 0.2, classWeights: [0.5, 2, 3] };
    const { loss: actual, probabilities } = await using(loss, (trainer) => trainer.evaluate(batch));
    expect(actual).toBeCloseTo(crossEntropy(logitsOf('images'), labels), 4);
    expect(relativeError(probabilities, softmax(logitsOf('images')).data)).toBeLessThan(1e-5);
  });

  it('with calls that do not wait for each other as with calls that do', async () => {
    const seeds = [1, 2, 3, 4];
    const waiting = await using({}, async (trainer) => {
      const losses: number[] = [];
      for (const seed of seeds) losses.push((await trainer.step(batch, { ...rate, seed })).loss);
      return { losses, ...(await trainer.exportState()) };
    });
    const trainer = await create();
    const steps = seeds.map((seed) => trainer.step(batch, { ...rate, seed }));
    const exported = trainer.exportState();
    const disposed = trainer.dispose();
    const losses = (await Promise.all(steps)).map(({ loss }) => loss);
    expect({ losses, ...(await exported) }).toEqual(waiting);
    await disposed;
  });

  it('so that the loss falls', async () => {
    await using({}, async (trainer) => {
      const before = await trainer.evaluate(batch);
      for (let seed = 0; seed < 20; seed++) await trainer.step(batch, { learningRate: 0.02, seed });
      expect((await trainer.evaluate(batch)).loss).toBeLessThan(before.loss / 2);
    });
  });

  it('from stored activations as from the images', async () => {
    const extractor = await engineOf().createExtractor({
      graph,
      preprocessing,
      weights,
      outputs: ['conv', 'conv_bn'],
    });
    const cut = await extractor.extract(images, 4);
    await extractor.dispose();
    const losses = (inputs: TrainerOptions['inputs'], rows: typeof batch.inputs | Float32Array[]) =>
      using({ inputs }, async (trainer) => {
        const seen = [];
        for (let seed = 0; seed < 3; seed++) {
          seen.push((await trainer.step({ ...batch, inputs: rows }, { ...rate, seed })).loss);
        }
        return seen;
      });
    expect(
      relativeError(await losses(['conv', 'conv_bn'], cut), await losses(['images'], [images])),
    ).toBeLessThan(1e-4);
  });

  it('a last batch of another size', async () => {
    await using({}, async (trainer) => {
      await trainer.step(batch, rate);
      const one = { inputs: [images.subarray(0, pixelsPerImage)], labels: labels.subarray(0, 1), size: 1 };
      const { probabilities } = await trainer.step(one, rate);
      expect(probabilities).toHaveLength(3);
      expect((await trainer.evaluate(one)).loss).not.toBeNaN();
    });
  });

  it('to the same bits from the same seed', async () => {
    const train = () =>
      using({}, async (trainer) => {
        const losses = [];
        for (let seed = 0; seed < 3; seed++) losses.push((await trainer.step(batch, { ...rate, seed })).loss);
        return { losses, state: await trainer.exportState() };
      });
    expect(await train()).toEqual(await train());
  });

  it('on, after a restore, to the same bits as if never interrupted', async () => {
    const steps = async (trainer: Trainer, seeds: readonly number[]) => {
      for (const seed of seeds) await trainer.step(batch, { ...rate, seed });
      return trainer.exportState();
    };
    const [middle, end] = await using({}, async (trainer) => [
      await steps(trainer, [1, 2, 3]),
      await steps(trainer, [4, 5]),
    ]);
    const resumed = await using({}, async (trainer) => {
      await trainer.restoreState({ ...middle!, weights: new Map([...weights, ...middle!.weights]) });
      return steps(trainer, [4, 5]);
    });
    expect(resumed).toEqual(end);
    expect(end!.step).toBe(5);
  });

  it('not from the state of another training, and names what differs', async () => {
    const state = await using({ trainable: ['logits'] }, (trainer) => trainer.exportState());
    const sgd = { name: 'sgd', momentum: 0, nesterov: false } as const;
    await using({ trainable: ['hidden', 'logits'], optimizer: sgd, batchNorm: 'frozen' }, async (trainer) => {
      const missing = (path: string) =>
        expect.objectContaining({
          code: 'THAW-ENGINE-STATE',
          message: expect.stringContaining(path),
          found: 'nothing',
        });
      await expect(trainer.restoreState(state)).rejects.toMatchObject({
        problems: expect.arrayContaining([missing('hidden/kernel'), missing('hidden/bias')]),
      });
    });
  });

  it('NaN without throwing, for the caller to judge', async () => {
    const broken = new Map(weights).set('hidden/bias', { shape: [6], data: new Float32Array(6).fill(NaN) });
    expect((await using({ weights: broken }, (trainer) => trainer.step(batch, rate))).loss).toBeNaN();
  });

  it('without holding on to anything', async () => {
    // What it has compiled an engine may keep for the next of the same structure.
    await (await create()).dispose();
    const before = heldTensors();
    const trainer = await create();
    const idle = heldTensors();
    for (let seed = 0; seed < 3; seed++) {
      await trainer.step(batch, { ...rate, seed });
      await trainer.evaluate(batch);
      await trainer.restoreState(await trainer.exportState());
      expect(heldTensors()).toBe(idle);
    }
    await trainer.dispose();
    expect(heldTensors()).toBe(before);
  });

  describe('with BatchNormalization', () => {
    it('frozen, all four of its weights as they were', async () => {
      await using({ batchNorm: 'frozen' }, async (trainer) => {
        const { loss } = await trainer.step(batch, rate);
        expect(loss).toBeCloseTo(crossEntropy(logitsOf('images'), labels), 4);
        const { weights: changing } = await trainer.exportState();
        expect([...changing.keys()]).toEqual([
          'hidden/kernel',
          'hidden/bias',
          'logits/kernel',
          'logits/bias',
        ]);
      });
    });

    it('in training, by batch statistics, its moving ones moved as in Keras, others left alone', async () => {
      const { weights: changing } = await using({}, async (trainer) => {
        await trainer.step(batch, rate);
        return trainer.exportState();
      });
      expect(
        [...changing.keys()].filter((path) => path.includes('norm') || path.includes('bn')).toSorted(),
      ).toEqual(['beta', 'gamma', 'moving_mean', 'moving_variance'].map((name) => `norm/${name}`));
      forward(graph, new Map([['images', preprocessed(images)]]), toReference(weights), {
        batchNormalized: new Set(['norm']),
        onStatistics(_layer, mean, variance) {
          const moved = (path: string, batchValues: Float64Array) =>
            batchValues.map((value, index) => weights.get(path)!.data[index]! * 0.9 + value * 0.1);
          for (const [path, values] of [
            ['norm/moving_mean', mean],
            ['norm/moving_variance', variance],
          ] as const) {
            expect(relativeError(changing.get(path)!.data, moved(path, values)), path).toBeLessThan(1e-5);
          }
        },
      });
    });
  });

  describe('with dropout', () => dropoutContract(engineOf));
}

/** A frozen stem with a shortcut, a normalisation that may train, and a head. */
function smallNetwork(): LayerGraph {
  const convolution = {
    filters: 3,
    kernelSize: [3, 3],
    strides: [1, 1],
    padding: 'same',
    useBias: true,
  } as const;
  const builder = new GraphBuilder('small');
  const input = builder.input('images', imageShape);
  const conv = builder.add('Conv2D', 'conv', { ...convolution, activation: 'linear' }, input);
  const stem = builder.add('BatchNormalization', 'conv_bn', { epsilon: 1e-3, momentum: 0.99 }, conv);
  const sum = builder.add('Add', 'sum', {}, conv, stem);
  const norm = builder.add('BatchNormalization', 'norm', { epsilon: 1e-3, momentum: 0.9 }, sum);
  const relu = builder.add('ReLU', 'relu', {}, norm);
  const pooled = builder.add('GlobalAveragePooling2D', 'pool', {}, relu);
  const hidden = builder.add('Dense', 'hidden', { units: 6, useBias: true, activation: 'relu' }, pooled);
  const dropped = builder.add('Dropout', 'dropout', { rate: 0 }, hidden);
  return builder.build(
    builder.add('Dense', 'logits', { units: 3, useBias: true, activation: 'linear' }, dropped),
  );
}
