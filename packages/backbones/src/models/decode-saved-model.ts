import { shapeFault } from '@thaw/core';
import { isObject } from '../contract/expectation.js';
import { readZip } from '../weights/read-zip.js';
import { Unreadable } from '../weights/unreadable.js';
import { savedModelShape, type SavedLayer, type SavedModel } from './saved-model.js';

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
    isKeras2: String(version).startsWith('2.'),
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
  const fault = shapeFault(model, savedModelShape);
  if (fault !== undefined) throw new Unreadable(`a config that describes no model: ${fault}`);
  return model as SavedLayer;
}

const asObject = (value: unknown) => (isObject(value) ? value : {});
