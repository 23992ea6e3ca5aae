import { expect, it } from 'vitest';
import { piecesReader, weightsFormatOf } from './weights-format.js';

it.each([
  ['vgg16.h5', 'keras-h5'],
  ['VGG16.HDF5', 'keras-h5'],
  ['a.weights.h5', 'keras-weights-h5'],
  ['a.keras', 'keras'],
  ['a.pth', 'pytorch'],
  ['a.weights.pt', 'pytorch'],
  ['model.safetensors', 'safetensors'],
  ['model.safetensors.index.json', 'safetensors-index'],
  ['model.json', 'tfjs'],
  ['a.onnx', undefined],
  ['h5', undefined],
])('knows the format of %s', (name, format) => {
  expect(weightsFormatOf(name)).toBe(format);
});

const manifest = (...paths: readonly unknown[]) => JSON.stringify({ weightsManifest: [{ paths }] });

it.each<[string, string, string, readonly string[]]>([
  ['of shards, each once', 'model.json', manifest('a.bin', 'b.bin', 'a.bin'), ['a.bin', 'b.bin']],
  [
    'of nothing that lies elsewhere',
    'model.json',
    manifest('../a', '/etc/passwd', 'C:a', '..', 'a\\b', 7),
    [],
  ],
  [
    'of tensors',
    'model.safetensors.index.json',
    JSON.stringify({
      metadata: {},
      weight_map: { x: 'one.safetensors', y: 'two.safetensors', z: 'one.safetensors' },
    }),
    ['one.safetensors', 'two.safetensors'],
  ],
  [
    'of more than may be open',
    'model.json',
    manifest(...Array.from({ length: 1001 }, (_, at) => `${at}`)),
    [],
  ],
  ['that is none', 'model.json', '{"weightsManifest": {"length": 1e9}', []],
])('reads the names of files in an index %s', (_what, name, index, names) => {
  expect(piecesReader(weightsFormatOf(name))!(index)).toEqual(names);
});
