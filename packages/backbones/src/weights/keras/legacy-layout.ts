import type { StoredLayer, StoredModel, StoredTensor } from '../stored-model.js';
import { firstSights, groupIn, stringsAttribute, tensorIn, type Group } from './hdf5.js';

/**
 * The layout of `.h5` files (keras/src/legacy/saving/legacy_h5_format.py): the attribute `layer_names` lists the
 * groups in model order, each with the attribute `weight_names` in Keras's order. A nested model is one group that
 * holds the weights of all its layers, told apart by their prefixes (`block1_conv1/kernel:0`).
 */
export function legacyModels(root: Group): StoredModel[] {
  const layers: StoredLayer[] = [];
  const nested: StoredModel[] = [];
  const isNew = firstSights();
  for (const name of new Set(stringsAttribute(root, 'layer_names'))) {
    const group = groupIn(root, name);
    if (!group || !isNew(group)) continue;
    const owners = tensorsByOwner(group);
    // One prefix is the layer itself, whatever it says: TensorFlow 1 made names unique by renaming scopes.
    if (owners.size === 1) layers.push({ name, tensors: [...owners.values()][0]! });
    if (owners.size > 1)
      nested.push({ layers: [...owners].map(([owner, tensors]) => ({ name: owner, tensors })) });
  }
  return [{ layers }, ...nested];
}

/** All of them, by the place that a model's config gives them: `encoder/conv/0`, the first of `conv` in the group `encoder`. */
export function legacyTensors(root: Group): ReadonlyMap<string, StoredTensor> {
  const tensors = new Map<string, StoredTensor>();
  for (const name of new Set(stringsAttribute(root, 'layer_names'))) {
    const group = groupIn(root, name);
    const owners = group ? tensorsByOwner(group) : new Map<string, StoredTensor[]>();
    for (const [owner, stored] of owners)
      stored.forEach((tensor, index) => {
        tensors.set(`${name}/${owner}/${index}`, tensor);
        // One prefix may be the layer itself, whatever it says, or the only layer of a model that has weights.
        if (owners.size === 1) tensors.set(`${name}/${name}/${index}`, tensor);
      });
  }
  return tensors;
}

function tensorsByOwner(group: Group): Map<string, StoredTensor[]> {
  const owners = new Map<string, StoredTensor[]>();
  for (const path of new Set(stringsAttribute(group, 'weight_names'))) {
    const tensor = tensorIn(group, path);
    if (!tensor) continue;
    const owner = path.split('/').at(-2) ?? '';
    const tensors = owners.get(owner);
    if (tensors) tensors.push(tensor);
    else owners.set(owner, [tensor]);
  }
  return owners;
}
