import {
  imageShape,
  layerCases,
  preprocessing,
  randomImages,
  spreadWeights,
  trainableGraph,
} from '@thaw/engine/fixtures';
import { describeModelFormat } from '@thaw/execution/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Keras } from '../keras.fixture.js';
import {
  byTensorflow,
  classifierOf,
  images,
  largestDifference,
  metadata,
  networks,
  shape,
} from '../networks.fixture.js';
import { keras } from './keras.js';
import { savedModel } from './saved-model.js';

let opened: Keras;
beforeAll(async () => {
  opened = await Keras.open();
}, 600_000);
afterAll(() => opened?.close());

describeModelFormat(
  'a file of Keras',
  keras,
  async (files, pixels, dimensions) => {
    const { probabilities } = await opened.predict(files.get(keras.path)!, pixels, dimensions);
    return Float32Array.from(probabilities.flat());
  },
  { describe, it },
);

it.each(networks)(
  '%s opens in Keras, in safe mode, and predicts as in TensorFlow',
  async (name) => {
    const classifier = classifierOf(name);
    const expected = await byTensorflow(await savedModel.encode(classifier, {}), images, shape);
    expect(largestDifference(expected.subarray(0, 3), expected.subarray(3))).toBeGreaterThan(1e-4);
    const file = (await keras.encode(classifier, metadata)).get(keras.path)!;
    const { probabilities, metadata: said } = await opened.predict(file, images, shape);
    expect(largestDifference(probabilities.flat(), expected)).toBeLessThan(1e-5);
    expect(said).toMatchObject(metadata);
  },
  60_000,
);

const few = 2;
const small = randomImages(few, 3);
const attention = /Attention/;

it.each(layerCases.filter(({ name }) => !attention.test(name)))(
  '$name is said in layers of Keras',
  async (layerCase) => {
    const graph = trainableGraph(layerCase);
    const classifier = { graph, preprocessing, weights: spreadWeights(graph, 1) };
    const dimensions = [few, ...imageShape];
    const expected = await byTensorflow(await savedModel.encode(classifier, {}), small, dimensions);
    const file = (await keras.encode(classifier, {})).get(keras.path)!;
    const { probabilities } = await opened.predict(file, small, dimensions);
    expect(largestDifference(probabilities.flat(), expected)).toBeLessThan(1e-5);
  },
);

it.each(layerCases.filter(({ name }) => attention.test(name)))(
  '$name without projections of its own is refused by the name of the layer',
  async (layerCase) => {
    const graph = trainableGraph(layerCase);
    const encoding = keras.encode({ graph, preprocessing, weights: spreadWeights(graph, 1) }, {});
    await expect(encoding).rejects.toMatchObject({
      problems: [{ code: 'THAW-EXPORT-LAYER', message: expect.stringContaining(' layer of ') }],
    });
  },
);
