import { describeLayers, shapeInFile, type Backbone } from '@thaw/core';
import { expect, it } from 'vitest';
import { backbones } from '../registry.js';
import { decodeWeights } from './decode-weights.js';
import { fewestLayers } from './nearest-network.js';
import { encodeSafetensors, rawTensor } from './safetensors/raw-safetensors.fixture.js';

/** All tensors of EfficientNet-Lite0 as PyTorch has them, and others. */
const lite0With = (others: Parameters<typeof encodeSafetensors>[0]) => {
  const { weights, build } = backbones['efficientnet-lite0'];
  const lite0 = build(32);
  const addresses = weights[0].names!(lite0);
  const tensors = [...describeLayers(lite0).values()].flatMap(({ layer, weights }) =>
    weights.map(({ name, shape }) => {
      const address = addresses.get(`${layer.name}/${name}`)!;
      return [address.name, zeros(shapeInFile(shape, address))] as const;
    }),
  );
  return encodeSafetensors({ ...Object.fromEntries(tensors), ...others });
};
const zeros = (shape: readonly number[]) =>
  rawTensor('F16', [...shape], new Float32Array(shape.reduce((size, dimension) => size * dimension, 1)));
const read = (backbone: Pick<Backbone, 'build' | 'weights'>, file: Uint8Array) => {
  const [{ names }] = backbone.weights;
  const options = {
    graph: backbone.build(32),
    format: 'safetensors',
    names: names && [names],
    file: 'my.safetensors',
  } as const;
  return decodeWeights(file, options);
};

it('recognises a network by its names in PyTorch, and what it was trained to', async () => {
  const file = lite0With({ '_fc.weight': zeros([1000, 1280]), '_fc.bias': zeros([1000]) });
  await expect(read(backbones['efficientnet-lite1'], file)).rejects.toMatchObject({
    problems: [
      {
        remedy: expect.stringContaining(
          'the weights of efficientnet-lite0, and a classifier of 1,000 classes: set',
        ) as string,
      },
    ],
  });
});

it('says which network is nearest where there is none that a file fits', async () => {
  const file = lite0With({ '_conv_stem.weight': zeros([32, 1, 3, 3]) });
  await expect(read(backbones['efficientnet-lite1'], file)).rejects.toMatchObject({
    problems: [
      { remedy: expect.stringContaining('is efficientnet-lite0; it differs in 1 of 98 layers') as string },
    ],
  });
});

it('refuses a file of a network that does more in the same blocks', async () => {
  const file = lite0With({ '_blocks.0._se_reduce.weight': zeros([8, 32, 1, 1]) });
  await expect(read(backbones['efficientnet-lite0'], file)).rejects.toMatchObject({
    problems: [{ message: expect.stringContaining('with more in between: _blocks.0._se_reduce') as string }],
  });
});

it('holds no file against networks that all have more layers', async () => {
  const counts = Object.values<Backbone>(backbones).map(
    ({ build, minimumImageSize }) =>
      [...describeLayers(build(minimumImageSize)).values()].filter(({ weights }) => weights.length > 0)
        .length,
  );
  expect(Math.min(...counts)).toBe(fewestLayers);
  const few = encodeSafetensors({ '_conv_stem.weight': zeros([32, 3, 3, 3]) });
  await expect(read(backbones['efficientnet-lite1'], few)).rejects.toMatchObject({
    problems: [{ remedy: expect.not.stringContaining('nearest') as string }],
  });
});
