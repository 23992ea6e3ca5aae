import { describeLayers, type LayerGraph, type NameMap } from '@thaw/core/graph';
import type { StoredFile, StoredLayer, StoredModel } from '../stored-model.js';
import { kerasNames } from './keras-names.js';
import type { StridedTensor } from './strided-tensor.js';

export type NamedTensors = ReadonlyMap<string, StridedTensor>;

/** A file that lists tensors by name, whatever its format. */
export function tensorFile(tensors: NamedTensors): StoredFile {
  return {
    tensorNames: [...tensors.keys()],
    modelsFor: (graph, names = kerasNames) => [modelOf(graph, names, tensors)],
  };
}

/** The tensors as a model with the graph's layer names. */
function modelOf(graph: LayerGraph, names: NameMap, tensors: NamedTensors): StoredModel {
  const addresses = names(graph);
  const layers: StoredLayer[] = [];
  for (const [layer, { weights }] of describeLayers(graph)) {
    const found = weights.map((weight) => {
      const address = addresses.get(`${layer}/${weight.name}`);
      const tensor = address && tensors.get(address.name);
      // One of other axes is left as it lies: that it does not fit is said by its shape.
      return tensor && address.axes && hasAxes(tensor, address.axes)
        ? tensor.transposed(address.axes)
        : tensor;
    });
    if (found.some((tensor) => tensor)) layers.push({ name: layer, tensors: found });
  }
  return { layers };
}

/** Whether a tensor has these axes, and others that are one long at most. */
const hasAxes = ({ shape }: StridedTensor, axes: readonly number[]): boolean =>
  axes.every((axis) => axis < shape.length) &&
  shape.every((length, axis) => length === 1 || axes.includes(axis));
