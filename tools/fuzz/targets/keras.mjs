import { strFromU8, strToU8, unzipSync } from 'fflate';
import { readFileSync } from 'node:fs';
import { decodeWeights } from '../../../packages/backbones/dist/weights/decode-weights.js';
import { limitWebAssembly } from '../../../packages/backbones/dist/weights/limit-web-assembly.js';
import { readingLimits } from '../../../packages/backbones/dist/weights/reading-limits.js';
import { mutateBytes } from '../mutate-bytes.mjs';
import { hdf5, otherHdf5 } from '../mutate-hdf5.mjs';
import { mutatedJson } from '../mutate-json.mjs';
import { accepted, fingerprint } from '../outcome.mjs';
import { bias, graph, kernel } from '../small-graph.mjs';
import { zipped } from '../zipped.mjs';

const sources = new URL('../../../packages/backbones/src/weights/keras/', import.meta.url);

const fillLayers = (file) => {
  const vars = file.create_group('layers').create_group('conv').create_group('vars');
  vars.create_dataset({ name: '0', data: kernel, shape: [1, 1, 3, 2] });
  vars.create_dataset({ name: '1', data: bias, shape: [2] });
};

/** As `model.save_weights` of Keras 2 leaves it. */
const fillLegacy = (file) => {
  const group = file.create_group('conv');
  group.create_dataset({ name: 'kernel:0', data: kernel, shape: [1, 1, 3, 2] });
  group.create_dataset({ name: 'bias:0', data: bias, shape: [2] });
  group.create_attribute('weight_names', ['kernel:0', 'bias:0']);
  file.create_attribute('layer_names', ['conv']);
};

const config = {
  module: 'keras',
  class_name: 'Functional',
  config: {
    name: 'small',
    layers: [
      {
        module: 'keras.layers',
        class_name: 'InputLayer',
        config: { name: 'input_layer' },
        name: 'input_layer',
      },
      { module: 'keras.layers', class_name: 'Conv2D', config: { name: 'conv', filters: 2 }, name: 'conv' },
    ],
  },
};

function archive() {
  const weights = hdf5((file) => {
    const vars = file.create_group('layers').create_group('conv2d').create_group('vars');
    vars.create_dataset({ name: '0', data: kernel, shape: [1, 1, 3, 2] });
    vars.create_dataset({ name: '1', data: bias, shape: [2] });
  });
  return zipped({
    'metadata.json': strToU8('{"keras_version":"3.0.0"}'),
    'config.json': strToU8(JSON.stringify(config)),
    'model.weights.h5': weights,
  });
}

/** Half of the damage is of what is packed, by checksums that are right again. */
function mutateArchive(bytes, random, others) {
  if (random() < 0.4) return mutateBytes(bytes, random, others);
  const entries = unzipSync(bytes);
  if (random() < 0.5) {
    entries['config.json'] = strToU8(mutatedJson(JSON.parse(strFromU8(entries['config.json'])), random));
  } else entries['model.weights.h5'] = mutateBytes(entries['model.weights.h5'], random);
  return zipped(entries, { isStored: random() < 0.5 });
}

function reader(format) {
  const { hdf5MiB } = readingLimits({ fileBytes: 4096, neededBytes: 32 });
  limitWebAssembly(hdf5MiB);
  const read = async (bytes) => {
    try {
      return accepted(fingerprint(await decodeWeights(bytes, { graph, format, file: 'small.file' })));
    } catch (error) {
      // It has written where it may not. In Thaw each file has a thread with a library of its own.
      read.isSpent = causes(error).some((each) => each instanceof globalThis.WebAssembly.RuntimeError);
      throw error;
    }
  };
  return read;
}

const causes = (error) => (error instanceof Error ? [error, ...causes(error.cause)] : []);

const target = (name, format, seeds, mutate = mutateBytes) => ({
  name,
  seeds,
  mutate,
  open: () => reader(format),
  isLimited: true,
});

const hostile = (file) => Uint8Array.from(readFileSync(new URL(`hostile/${file}`, sources)));

export const targets = [
  target('h5', 'keras-h5', () => [hdf5(fillLegacy), hostile('chunks.h5'), hostile('half-written.h5')]),
  target('weights-h5', 'keras-weights-h5', () => [hdf5(fillLayers)]),
  target(
    'h5-structure',
    'keras-h5',
    () => [hdf5(fillLegacy)],
    (_, random) => otherHdf5('legacy', random),
  ),
  target(
    'weights-h5-structure',
    'keras-weights-h5',
    () => [hdf5(fillLayers)],
    (_, random) => otherHdf5('vars', random),
  ),
  target('keras', 'keras', () => [archive()], mutateArchive),
];
