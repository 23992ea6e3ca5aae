import type { Classifier, Json, ModelMetadata } from '@thaw/core';
import { zipSync } from 'fflate';
import { countedNames, snakeCase } from '../weights/layer-names.js';
import type { KerasLayer, KerasTensor, Variable } from './keras-graph.js';
import { kerasModel, type KerasModel } from './keras-model.js';
import { writeHdf5 } from './write-hdf5.js';

/** The Keras that files are written for and tested with; newer ones read what older ones wrote. */
const kerasVersion = '3.15.1';

/** As old as an archive can say, wherever and whenever it is written. */
const mtime = new Date(1980, 0, 1);

/**
 * The bytes of a `.keras` file that Keras 3 loads in safe mode, without custom objects: a functional model from `images`, float32
 * `[batch, height, width, 3]`, RGB, 0–255, to probabilities. The metadata is in its `metadata.json`, beside what Keras writes there. Throws what `kerasModel` does.
 */
export async function encodeKeras(classifier: Classifier, metadata: ModelMetadata): Promise<Uint8Array> {
  const model = kerasModel(classifier);
  const json = (value: Json) => Buffer.from(JSON.stringify(value));
  const files = {
    'metadata.json': json({ keras_version: kerasVersion, ...metadata }),
    'config.json': json(configOf(model)),
    'model.weights.h5': await writeHdf5(variablesOf(model)),
  };
  // Weights hardly get smaller.
  return zipSync(files, { level: 0, mtime });
}

const configOf = ({ name, layers, input, output }: KerasModel): Json => ({
  module: 'keras.src.models.functional',
  class_name: 'Functional',
  config: {
    ...{ name: name.replaceAll(/[^\w.-]/g, '_'), trainable: true, layers: layers.map(layerJson) },
    ...{ input_layers: [input, 0, 0], output_layers: [output, 0, 0] },
  },
  registered_name: 'Functional',
  build_config: { input_shape: null },
});

/** What is said of a layer besides its config is what Keras says of one of its own. */
const layerJson = ({ name, className, config, tensors }: KerasLayer): Json => ({
  module: 'keras.layers',
  class_name: className,
  config: { name, trainable: true, dtype: 'float32', ...config },
  registered_name: null,
  name,
  inbound_nodes: tensors.length === 0 ? [] : [{ args: argumentsOf(className, tensors), kwargs: {} }],
});

/** Those that take tensors in a list. */
const merging: ReadonlySet<string> = new Set(['Add', 'Multiply', 'Concatenate']);

const argumentsOf = (className: string, tensors: readonly KerasTensor[]): Json =>
  merging.has(className) ? [tensors.map(tensorJson)] : tensors.map(tensorJson);

const tensorJson = ({ layer, shape }: KerasTensor): Json => ({
  class_name: '__keras_tensor__',
  config: { shape: [null, ...shape], dtype: 'float32', keras_history: [layer, 0, 0] },
});

/** By where Keras looks for them: layers are counted by class in the order of the model. */
function* variablesOf({ layers }: KerasModel): Generator<readonly [string, Variable]> {
  const folders = countedNames(layers.map(({ className }) => snakeCase(className)));
  for (const [index, { variables }] of layers.entries())
    for (const [inner, own] of Object.entries(variables))
      for (const [place, variable] of own.entries()) {
        const folder = inner === '' ? folders[index]! : `${folders[index]}/${inner}`;
        yield [`layers/${folder}/vars/${place}`, variable];
      }
}
