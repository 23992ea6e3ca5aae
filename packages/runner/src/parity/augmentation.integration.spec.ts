import { backbones } from '@thaw/backbones';
import {
  addHead,
  GraphBuilder,
  imageChanges,
  type AugmentConfig,
  type Engine,
  type ImageChanges,
} from '@thaw/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { openEngines } from './engines.fixture.js';
import { randomImages, realisticWeights } from '@thaw/execution/contract';

const nothing: AugmentConfig = { flip: 'none', rotate: 0, zoom: 0, shift: 0, brightness: 0, contrast: 0 };
const all: AugmentConfig = {
  flip: 'both',
  rotate: 180,
  zoom: 0.5,
  shift: 1,
  brightness: 0.3,
  contrast: 0.5,
};
const kinds: readonly [name: string, config: AugmentConfig][] = [
  ['nothing', nothing],
  ['flip', { ...nothing, flip: 'both' }],
  ['rotate', { ...nothing, rotate: 180 }],
  ['zoom', { ...nothing, zoom: 0.9 }],
  ['shift', { ...nothing, shift: 1 }],
  ['brightness', { ...nothing, brightness: 1 }],
  ['contrast', { ...nothing, contrast: 1 }],
  ['all of it', all],
];
const firstRunMs = 900_000;

let tensorflow: Engine;
let portable: Engine;
beforeAll(async () => {
  ({ tensorflow, portable } = await openEngines());
}, firstRunMs);

const draw = (config: AugmentConfig, size: number, count: number, round: number) =>
  Array.from({ length: count }, (_, image) => imageChanges(config, size, { seed: 1, round, image }));

/** The pixels that an engine shows a network. */
async function pixels(engine: Engine, size: number, images: Uint8Array, changes: readonly ImageChanges[]) {
  const builder = new GraphBuilder('pixels');
  const input = builder.input('images', [size, size, 3]);
  const extractor = await engine.createExtractor({
    graph: builder.build(builder.add('Activation', 'pixels', { activation: 'linear' }, input)),
    preprocessing: { channels: 'RGB', mean: [0, 0, 0], std: [1, 1, 1] },
    weights: new Map(),
    outputs: ['pixels'],
  });
  const [seen] = await extractor.extract(images, changes.length, changes);
  await extractor.dispose();
  return Uint8Array.from(seen!);
}

describe.each([1, 2, 33, 224])('in images of %i pixels the engines agree', (size) => {
  it.each(kinds)('on %s', async (_, config) => {
    const count = size > 100 ? 4 : 32;
    const images = randomImages(count, size, 3).data;
    const changes = draw(config, size, count, 0);
    const [actual, expected] = [
      await pixels(tensorflow, size, images, changes),
      await pixels(portable, size, images, changes),
    ];
    const apart = actual.filter((value, index) => Math.abs(value - expected[index]!) > 1).length;
    expect(apart / actual.length).toBeLessThan(1e-3);
  });
});

/** Normalisations are frozen and the rate is low: otherwise one value in 30,000 off by 1 moves the loss by a percent. */
it('a training whose images are changed live takes the same way, whoever changes them', async () => {
  const size = 64;
  const network = backbones['mobilenetv2'];
  const graph = addHead(network.build(size), { pool: 'avg', hidden: [], dropout: 0 }, 4);
  const images = randomImages(8, size, 5).data;
  const batch = { labels: Int32Array.of(0, 1, 2, 3, 0, 1, 2, 3), size: 8 };
  const rounds = await Promise.all(
    [0, 1, 2, 3, 4].map(async (round) => {
      const changes = draw(all, size, batch.size, round);
      return { changes, changed: await pixels(portable, size, images, changes) };
    }),
  );
  const lossesOf = async (inTheGraph: boolean) => {
    const trainer = await tensorflow.createTrainer({
      ...{ graph, preprocessing: network.weights[0].preprocessing, inputs: [graph.layers[0]!.name] },
      weights: realisticWeights(graph, 5),
      trainable: graph.layers.map(({ name }) => name),
      batchNorm: 'frozen',
      optimizer: { name: 'sgd', momentum: 0.9, nesterov: false },
      labelSmoothing: 0,
    });
    const losses = [];
    for (const { changes, changed } of rounds) {
      const seen = inTheGraph ? { inputs: [images], changes } : { inputs: [changed] };
      losses.push((await trainer.step({ ...batch, ...seen }, { learningRate: 1e-5, seed: 0 })).loss);
    }
    await trainer.dispose();
    return losses;
  };
  const [actual, expected] = [await lossesOf(true), await lossesOf(false)];
  actual.forEach((loss, step) => expect(Math.abs(loss / expected[step]! - 1)).toBeLessThan(1e-3));
});
