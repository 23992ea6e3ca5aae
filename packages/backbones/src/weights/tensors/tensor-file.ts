import type { StoredFile } from '../stored-model.js';
import { addressedModel } from './addressed-model.js';
import { foreignModules } from './foreign-modules.js';
import { kerasNames } from './keras-names.js';
import type { StridedTensor } from './strided-tensor.js';

export type NamedTensors = ReadonlyMap<string, StridedTensor>;

/** A file that lists tensors by name, whatever its format. */
export function tensorFile(tensors: NamedTensors): StoredFile {
  return {
    tensors,
    modelsFor(graph, names = kerasNames) {
      const model = addressedModel(graph, names, (name, axes) => {
        const tensor = tensors.get(name);
        // One of other axes is left as it lies: that it does not fit is said by its shape.
        return tensor && axes && hasAxes(tensor, axes) ? tensor.transposed(axes) : tensor;
      });
      const used = new Set([...names(graph).values()].map(({ name }) => name));
      return [{ ...model, between: foreignModules(tensors.keys(), used) }];
    },
  };
}

/** Whether a tensor has these axes, and others that are one long at most. */
const hasAxes = ({ shape }: StridedTensor, axes: readonly number[]): boolean =>
  axes.every((axis) => axis < shape.length) &&
  shape.every((length, axis) => length === 1 || axes.includes(axis));
