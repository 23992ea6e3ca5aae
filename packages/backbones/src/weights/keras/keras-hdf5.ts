import type { StoredFile, StoredModel, StoredTensor } from '../stored-model.js';
import { addressedModel } from '../tensors/addressed-model.js';
import { groupIn, stringsAttribute, tensorIn, withHdf5, type Group } from './hdf5.js';
import { legacyModels, legacyTensors } from './legacy-layout.js';
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
    const { models, tensorAt } = layoutOf(root, nameOf);
    return use({
      // Where somebody knows the place of each, nothing has to be found out.
      modelsFor: (graph, names = []) => [
        ...names.map((map) => addressedModel(graph, map, ({ name }) => tensorAt(name))),
        ...models,
      ],
    });
  });
}

interface Layout {
  readonly models: readonly StoredModel[];
  readonly tensorAt: (address: string) => StoredTensor | undefined;
}

function layoutOf(root: Group, nameOf: ReadonlyMap<string, string> = new Map()): Layout {
  const legacy = groupIn(root, 'model_weights') ?? root;
  if (!stringsAttribute(legacy, 'layer_names'))
    return { models: saveableModels(root, nameOf), tensorAt: (address) => tensorIn(root, address) };
  const tensors = legacyTensors(legacy);
  return { models: legacyModels(legacy), tensorAt: (address) => tensors.get(address) };
}
