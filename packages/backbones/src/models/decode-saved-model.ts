import { deepestValue, isTooDeep, shapeFault, type WeightsFormat } from '@thaw/core';
import { isObject } from '../contract/expectation.js';
import type { ByteSource } from '../weights/byte-source.js';
import { readIndex } from '../weights/read-index.js';
import { readZip } from '../weights/read-zip.js';
import { Unreadable } from '../weights/unreadable.js';
import { isModel, layersOf, savedModelShape, type SavedLayer, type SavedModel } from './saved-model.js';

/** The formats of files that may hold a model beside its weights. */
export type ModelFormat = Extract<WeightsFormat, `keras${string}` | 'tfjs'>;

/** What a file of Keras or of TensorFlow.js says of its model. Nothing of it is made or run. Throws what is wrong as an `Unreadable`. */
export async function decodeSavedModel(
  source: ByteSource,
  { file, format }: { readonly file: string; readonly format: ModelFormat },
): Promise<SavedModel> {
  const { model, version } = await describedIn(source, format);
  const major = typeof version === 'string' ? Number.parseInt(version, 10) : NaN;
  const writer = format === 'tfjs' ? 'tfjs' : major >= 3 ? 'keras3' : 'keras2';
  return { model: checked(model), file, format, writer };
}

interface Described {
  readonly model: unknown;
  /** Of Keras. */
  readonly version: unknown;
}

async function describedIn(source: ByteSource, format: ModelFormat): Promise<Described> {
  if (format === 'tfjs') return fromTfjs(source);
  return format === 'keras' ? fromArchive(source) : fromHdf5(source);
}

async function fromArchive(source: ByteSource): Promise<Described> {
  const entries = await readZip(source, {
    neededBytes: 0,
    isWanted: (name) => name === 'config.json' || name === 'metadata.json',
  });
  const config = entries.get('config.json');
  if (!config) throw new Unreadable('a zip without config.json');
  const metadata = entries.get('metadata.json');
  const { keras_version: version } = metadata ? asObject(parse(textOf(metadata), 'metadata.json')) : {};
  return { model: parse(textOf(config), 'config.json'), version };
}

async function fromHdf5(source: ByteSource): Promise<Described> {
  // Loaded when it is needed: importing HDF5's WebAssembly takes longer than a whole plan.
  const { stringAttribute, withHdf5 } = await import('../weights/keras/hdf5.js');
  return withHdf5(source.read(0, source.size), (root) => {
    const config = stringAttribute(root, 'model_config');
    if (config === undefined) throw new Unreadable('an HDF5 file without model_config: weights, perhaps');
    return { model: parse(config, 'model_config'), version: stringAttribute(root, 'keras_version') };
  });
}

/** Of what its converter has made of a file of Keras, or of what it has saved itself. */
function fromTfjs(source: ByteSource): Described {
  const { modelTopology, format } = readIndex(source);
  if (format === 'graph-model')
    throw new Unreadable(
      'a graph model of TensorFlow.js, of operations and not of layers',
      'convert the model again, by `tensorflowjs_converter --output_format=tfjs_layers_model`',
    );
  const topology = asObject(modelTopology);
  return { model: topology['model_config'] ?? topology, version: topology['keras_version'] };
}

const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

function parse(text: string, of: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Unreadable(`a ${of} that is not JSON`, undefined, { cause: error });
  }
}

function checked(model: unknown): SavedLayer {
  if (isTooDeep(model)) throw new Unreadable(`a config of values in values, more than ${deepestValue} deep`);
  const models = [model];
  for (const each of models) {
    const fault = shapeFault(each, savedModelShape);
    if (fault !== undefined) throw new Unreadable(`a config that describes no model: ${fault}`);
    for (const layer of layersOf(each as SavedLayer)) if (isModel(layer)) models.push(layer);
  }
  return model as SavedLayer;
}

const asObject = (value: unknown) => (isObject(value) ? value : {});
