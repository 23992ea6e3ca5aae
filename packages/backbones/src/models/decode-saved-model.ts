import { shapeFault } from '@thaw/core';
import { isObject } from '../contract/expectation.js';
import { readZip } from '../weights/read-zip.js';
import { Unreadable } from '../weights/unreadable.js';
import { isModel, layersOf, savedModelShape, type SavedLayer, type SavedModel } from './saved-model.js';

/** Values in values; a model in a model takes four. Whoever writes what is far deeper as text runs out of stack. */
const deepestValue = 500;

/** What a `.keras` file says of its model. Nothing of it is made or run. Throws what is wrong as an `Unreadable`. */
export async function decodeSavedModel(bytes: Uint8Array, file: string): Promise<SavedModel> {
  const entries = await readZip(bytes, {
    neededBytes: 0,
    isWanted: (name) => name === 'config.json' || name === 'metadata.json',
  });
  const config = entries.get('config.json');
  if (!config) throw new Unreadable('a zip without config.json');
  const metadata = entries.get('metadata.json');
  const { keras_version: version } = metadata ? asObject(parse(metadata, 'metadata.json')) : {};
  return {
    ...{ model: checked(parse(config, 'config.json')), file, layout: 'archive' },
    isKeras2: typeof version === 'string' && version.startsWith('2.'),
  };
}

function parse(text: Uint8Array, entry: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(text));
  } catch (error) {
    throw new Unreadable(`a ${entry} that is not JSON`, undefined, { cause: error });
  }
}

function checked(model: unknown): SavedLayer {
  if (isDeeper(model, deepestValue))
    throw new Unreadable(`a config.json of values in values, more than ${deepestValue} deep`);
  const models = [model];
  for (const each of models) {
    const fault = shapeFault(each, savedModelShape);
    if (fault !== undefined) throw new Unreadable(`a config that describes no model: ${fault}`);
    for (const layer of layersOf(each as SavedLayer)) if (isModel(layer)) models.push(layer);
  }
  return model as SavedLayer;
}

function isDeeper(value: unknown, levels: number): boolean {
  let inner = [value];
  for (let level = 0; inner.length > 0; level++) {
    if (level > levels) return true;
    inner = inner.flatMap((each) => Object.values(asValues(each)));
  }
  return false;
}

const asValues = (value: unknown) => (typeof value === 'object' && value !== null ? value : {});
const asObject = (value: unknown) => (isObject(value) ? value : {});
