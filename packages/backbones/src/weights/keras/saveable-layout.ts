import { splitCounter } from '../layer-names.js';
import type { StoredLayer, StoredModel, StoredTensor } from '../stored-model.js';
import { Unreadable } from '../unreadable.js';
import { firstSights, groupIn, stringAttribute, tensorIn, type Group } from './hdf5.js';
import { deepestNesting } from './nesting.js';

/** Where Keras 3 and Keras 2.13 put the layers of a model. */
const containers = ['layers', '_layer_checkpoint_dependencies'];

/**
 * The layout of `.weights.h5` (keras/src/saving/saving_lib.py): `layers/conv2d_1/vars/0`, where layers are counted
 * by class in model order and vars in Keras's order; a nested model is a layer with `layers` of its own. Newer
 * Keras writes the layer's name as an attribute of `vars`.
 */
export function saveableModels(root: Group, nameOf: ReadonlyMap<string, string>): StoredModel[] {
  const isNew = firstSights();
  const groupOnce: FindGroup = (parent, path) => {
    const group = groupIn(parent, path);
    return group && isNew(group) ? group : undefined;
  };
  const walk = (group: Group, path: string, depth: number): StoredModel[] => {
    if (depth > 2 * deepestNesting)
      throw new Unreadable(`groups in groups, more than ${2 * deepestNesting} deep`);
    return group.keys().flatMap((key) => {
      const child = key === 'vars' ? undefined : groupOnce(group, key);
      if (!child) return [];
      const inside = `${path}${key}/`;
      const model = containers.includes(key) ? [modelIn(child, inside, nameOf, groupOnce)] : [];
      return [...model, ...walk(child, inside, depth + 1)];
    });
  };
  isNew(root);
  return walk(root, '', 0);
}

type FindGroup = typeof groupIn;

function modelIn(
  container: Group,
  path: string,
  nameOf: ReadonlyMap<string, string>,
  find: FindGroup,
): StoredModel {
  const layers = container.keys().flatMap((key): (StoredLayer & { counter: number })[] => {
    const vars = find(container, `${key}/vars`);
    const tensors = vars ? tensorsIn(vars) : [];
    if (!vars || tensors.length === 0) return [];
    const { base, counter } = splitCounter(key);
    const name = stringAttribute(vars, 'name') ?? nameOf.get(`${path}${key}`) ?? key;
    return [{ name, className: base, counter, tensors }];
  });
  return { layers: layers.sort((a, b) => a.counter - b.counter) };
}

const tensorsIn = (vars: Group): StoredTensor[] =>
  vars
    .keys()
    .sort((a, b) => Number(a) - Number(b))
    .flatMap((key) => tensorIn(vars, key) ?? []);
