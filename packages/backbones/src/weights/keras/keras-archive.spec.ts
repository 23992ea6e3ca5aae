import { strToU8, zipSync } from 'fflate';
import { expect, it } from 'vitest';
import { inMemory } from '../byte-source.js';
import { readKerasArchive } from './keras-archive.js';

const layer = (class_name: string, name: string, layers?: unknown[]) => ({
  class_name,
  config: { name, layers },
});

it('names layers by their path in the weights, in nested models too', async () => {
  const base = layer('Functional', 'xception', [
    layer('InputLayer', 'input_layer_7'),
    layer('Conv2D', 'block1_conv1'),
    layer('SeparableConv2D', 'block2_sepconv1'),
    layer('Conv2D', 'conv2d_4'),
  ]);
  const model = layer('Functional', 'functional_3', [
    base,
    layer('Dense', 'hidden'),
    layer('Dense', 'classes'),
  ]);
  const weights = strToU8('stands for HDF5');
  const archive = await readKerasArchive(
    inMemory(
      zipSync({
        'config.json': strToU8(JSON.stringify(model)),
        'model.weights.h5': weights,
        'metadata.json': weights,
      }),
    ),
    0,
  );
  expect(new TextDecoder().decode(archive.weights)).toBe('stands for HDF5');
  expect(Object.fromEntries(archive.layerNames)).toEqual({
    'layers/functional': 'xception',
    'layers/functional/layers/input_layer': 'input_layer_7',
    'layers/functional/layers/conv2d': 'block1_conv1',
    'layers/functional/layers/separable_conv2d': 'block2_sepconv1',
    'layers/functional/layers/conv2d_1': 'conv2d_4',
    'layers/dense': 'hidden',
    'layers/dense_1': 'classes',
  });
});
