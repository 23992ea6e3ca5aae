import type { ByteSource } from '../byte-source.js';
import { countedNames, snakeCase } from '../layer-names.js';
import { deepestNesting } from './nesting.js';
import { Unreadable } from '../unreadable.js';
import { readZip } from '../read-zip.js';

/** What Thaw reads of a `.keras` file: the weights, and the names of layers by their path in them. */
export interface KerasArchive {
  readonly weights: Uint8Array;
  readonly layerNames: ReadonlyMap<string, string>;
}

/** Opens a `.keras` file, a zip of `config.json` and `model.weights.h5`. Custom objects in it are never made. */
export async function readKerasArchive(source: ByteSource, neededBytes: number): Promise<KerasArchive> {
  const entries = await readZip(source, {
    neededBytes,
    isWanted: (name) => name === 'config.json' || name === 'model.weights.h5',
  });
  const config = entries.get('config.json');
  const weights = entries.get('model.weights.h5');
  if (!config || !weights) {
    throw new Unreadable(`a zip without ${config ? 'model.weights.h5' : 'config.json'}`);
  }
  const layerNames = new Map<string, string>();
  nameLayers(parseConfig(config), '', layerNames);
  return { weights, layerNames };
}

function parseConfig(config: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(config));
  } catch (error) {
    throw new Unreadable('a config.json that is not JSON', undefined, { cause: error });
  }
}

/** What is not of the form in which Keras describes layers has no names to give. */
function nameLayers(model: unknown, path: string, names: Map<string, string>, depth = 0): void {
  if (depth > deepestNesting) throw new Unreadable(`models in models, more than ${deepestNesting} deep`);
  const layers = configOf(model)['layers'];
  if (!Array.isArray(layers)) return;
  // A Sequential keeps its InputLayer out of `model.layers`; it has no weights and no other layer counts with it.
  const members = layers as readonly unknown[];
  const keys = countedNames(members.map((layer) => snakeCase(textOf(asObject(layer)['class_name']))));
  members.forEach((layer, index) => {
    const member = `${path}layers/${keys[index]}`;
    const name = configOf(layer)['name'];
    if (typeof name === 'string') names.set(member, name);
    nameLayers(layer, `${member}/`, names, depth + 1);
  });
}

const configOf = (layer: unknown) => asObject(asObject(layer)['config']);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const asObject = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
