import { countedNames, snakeCase } from '../layer-names.js';
import { Unreadable } from '../unreadable.js';
import { readZip } from '../read-zip.js';

/** What Thaw reads of a `.keras` file: the weights, and the names of layers by their path in them. */
export interface KerasArchive {
  readonly weights: Uint8Array;
  readonly layerNames: ReadonlyMap<string, string>;
}

/** Opens a `.keras` file, a zip of `config.json` and `model.weights.h5`. Custom objects in it are never made. */
export function readKerasArchive(bytes: Uint8Array, neededBytes: number): KerasArchive {
  const entries = readZip(bytes, {
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

interface ObjectConfig {
  readonly class_name?: unknown;
  readonly config?: { readonly name?: unknown; readonly layers?: unknown };
}

function parseConfig(config: Uint8Array): ObjectConfig {
  try {
    return JSON.parse(new TextDecoder().decode(config)) as ObjectConfig;
  } catch (error) {
    throw new Unreadable('a config.json that is not JSON', undefined, { cause: error });
  }
}

function nameLayers(model: ObjectConfig, path: string, names: Map<string, string>): void {
  const { layers } = model.config ?? {};
  if (!Array.isArray(layers)) return;
  // A Sequential keeps its InputLayer out of `model.layers`; it has no weights and no other layer counts with it.
  const members = layers as readonly ObjectConfig[];
  const keys = countedNames(members.map((layer) => snakeCase(String(layer.class_name))));
  members.forEach((layer, index) => {
    const member = `${path}layers/${keys[index]}`;
    if (typeof layer.config?.name === 'string') names.set(member, layer.config.name);
    nameLayers(layer, `${member}/`, names);
  });
}
