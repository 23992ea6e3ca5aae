import { expect, it } from 'vitest';
import { weightsFormatOf } from './weights-format.js';

it.each([
  ['vgg16.h5', 'keras-h5'],
  ['VGG16.HDF5', 'keras-h5'],
  ['a.weights.h5', 'keras-weights-h5'],
  ['a.keras', 'keras'],
  ['a.pth', 'pytorch'],
  ['a.weights.pt', 'pytorch'],
  ['model.safetensors', 'safetensors'],
  ['a.onnx', undefined],
  ['h5', undefined],
])('knows the format of %s', (name, format) => {
  expect(weightsFormatOf(name)).toBe(format);
});
