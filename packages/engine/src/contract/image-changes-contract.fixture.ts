import {
  GraphBuilder,
  type Batch,
  type Engine,
  type ImageChanges,
  type Preprocessing,
  type TrainerOptions,
} from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { relativeError } from './expect-close.fixture.js';
import { changedImage } from './reference-changes.fixture.js';
import { layerCases } from './layer-cases.fixture.js';
import {
  imageShape,
  pixelsPerImage,
  preprocessing,
  randomImages,
  spreadWeights,
  trainableGraph,
} from './small-graphs.fixture.js';

const none: ImageChanges = { transform: [1, 0, 0, 0, 1, 0], contrast: 1, brightness: 0 };
const [height, width] = imageShape;
const all: ImageChanges = {
  transform: [0.9, 0.4, -1.3, -0.35, 1.1, 0.7],
  contrast: 1.3,
  brightness: -0.1,
};

/** `exact`: no number lies between two that it could be rounded to. */
const cases: readonly (ImageChanges & { readonly name: string; readonly exact?: true })[] = [
  { name: 'as they are', exact: true, ...none },
  { name: 'mirrored left to right', exact: true, ...none, transform: [-1, 0, width - 1, 0, 1, 0] },
  { name: 'mirrored top to bottom', exact: true, ...none, transform: [1, 0, 0, 0, -1, height - 1] },
  { name: 'turned by a quarter', exact: true, ...none, transform: [0, 1, 0, -1, 0, width - 1] },
  { name: 'shifted until their mirror images show', exact: true, ...none, transform: [1, 0, 3, 0, 1, -2] },
  { name: 'shifted beyond the mirror images', exact: true, ...none, transform: [1, 0, -13, 0, 1, 17] },
  { name: 'shifted by parts of a pixel', ...none, transform: [1, 0, 0.5, 0, 1, -0.25] },
  { name: 'turned, enlarged and shifted', ...none, transform: all.transform },
  { name: 'brighter, clipped', exact: true, ...none, brightness: 0.4 },
  { name: 'darker, clipped', exact: true, ...none, brightness: -0.4 },
  { name: 'in more contrast', ...none, contrast: 1.9 },
  { name: 'gray', ...none, contrast: 0 },
  { name: 'in all ways at once', ...all },
];

/** Lets an extractor return the pixels that the network is shown. */
const pixelsThemselves: Preprocessing = { channels: 'RGB', mean: [0, 0, 0], std: [1, 1, 1] };

export function imageChangesContract(engineOf: () => Engine): void {
  const images = randomImages(3, 21);
  const imageAt = (index: number) => images.subarray(index * pixelsPerImage, (index + 1) * pixelsPerImage);
  const changed = (changes: readonly ImageChanges[]) =>
    Uint8Array.from(changes.flatMap((change, index) => [...changedImage(imageAt(index), change)]));
  const seen = async (changes?: readonly ImageChanges[]) => {
    const builder = new GraphBuilder('seen');
    const input = builder.input('images', imageShape);
    const graph = builder.build(builder.add('Activation', 'seen', { activation: 'linear' }, input));
    const extractor = await engineOf().createExtractor({
      ...{ graph, preprocessing: pixelsThemselves, weights: new Map(), outputs: ['seen'] },
    });
    const [pixels] = await extractor.extract(images, 3, changes);
    await extractor.dispose();
    return Uint8Array.from(pixels!);
  };

  it.each(cases)('$name', async ({ exact, ...change }) => {
    const changes = [change, change, change];
    const [actual, expected] = [await seen(changes), changed(changes)];
    if (exact) expect(actual).toEqual(expected);
    else actual.forEach((value, index) => expect(Math.abs(value - expected[index]!)).toBeLessThanOrEqual(1));
  });

  it('each in its own way, and leaves the caller’s array alone', async () => {
    const before = images.slice();
    const changes = [cases[1]!, none, cases[4]!];
    expect(await seen(changes)).toEqual(changed(changes));
    expect(await seen()).toEqual(before);
    expect(images).toEqual(before);
  });

  describe('to a training', () => {
    const graph = trainableGraph(layerCases.find(({ name }) => name === 'Activation relu')!);
    const options: TrainerOptions = {
      ...{ graph, preprocessing, inputs: ['images'], weights: spreadWeights(graph, 1), labelSmoothing: 0 },
      trainable: ['stem', 'logits'],
      batchNorm: 'train',
      optimizer: { name: 'sgd', momentum: 0.9, nesterov: false },
    };
    const labels = Int32Array.of(1, 0, 2);
    const losses = async (batch: Batch) => {
      const trainer = await engineOf().createTrainer(options);
      const found: number[] = [];
      for (let seed = 0; seed < 3; seed++) {
        found.push((await trainer.step(batch, { learningRate: 1e-3, seed })).loss);
        found.push((await trainer.evaluate(batch)).loss);
      }
      await trainer.dispose();
      return found;
    };

    it('as if they had been changed before', async () => {
      const changes = [cases[4]!, cases[1]!, cases[3]!];
      const batch = { inputs: [images], labels, size: 3 };
      const expected = await losses({ ...batch, inputs: [changed(changes)] });
      expect(relativeError(await losses({ ...batch, changes }), expected)).toBeLessThan(1e-5);
      expect(relativeError(await losses(batch), expected)).toBeGreaterThan(1e-3);
    });

    it('to the same bits each time', async () => {
      const batch = { inputs: [images], labels, size: 3, changes: [all, none, all] };
      expect(await losses(batch)).toEqual(await losses(batch));
    });
  });
}
