import type { StoredFile, StoredModel } from '../stored-model.js';
import { groupIn, stringsAttribute, withHdf5, type Group } from './hdf5.js';
import { legacyModels } from './legacy-layout.js';
import { saveableModels } from './saveable-layout.js';

/**
 * Keras's HDF5 files in either layout, told apart by content, since people rename `.weights.h5` to `.h5`.
 * `nameOf` tells the names of layers by their path where the file itself does not.
 */
export function withKerasHdf5<Result>(
  bytes: Uint8Array,
  use: (file: StoredFile) => Result,
  nameOf?: ReadonlyMap<string, string>,
): Promise<Result> {
  return withHdf5(bytes, (root) => {
    const models = modelsIn(root, nameOf);
    return use({ modelsFor: () => models });
  });
}

function modelsIn(root: Group, nameOf: ReadonlyMap<string, string> = new Map()): StoredModel[] {
  const legacy = groupIn(root, 'model_weights') ?? root;
  return stringsAttribute(legacy, 'layer_names') ? legacyModels(legacy) : saveableModels(root, nameOf);
}
