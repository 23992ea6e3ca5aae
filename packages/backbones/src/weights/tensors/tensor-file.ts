import { tensorsAt, type TensorAddress } from '@thaw/core/graph';
import type { StoredFile, StoredTensor } from '../stored-model.js';
import { addressedModel } from './addressed-model.js';
import { foreignModules } from './foreign-modules.js';
import { kerasNames } from './keras-names.js';
import { StridedTensor } from './strided-tensor.js';

export type NamedTensors = ReadonlyMap<string, StridedTensor>;

/** A file that lists tensors by name, whatever its format. */
export function tensorFile(tensors: NamedTensors): StoredFile {
  return {
    tensors,
    modelsFor: (graph, names = [kerasNames]) =>
      names.map((map) => {
        const model = addressedModel(graph, map, (address) => tensorAt(tensors, address));
        const used = new Set([...map(graph).values()].flatMap(tensorsAt));
        return { ...model, between: foreignModules(tensors.keys(), used) };
      }),
  };
}

/** Undefined where a tensor of it is missing. What does not fit is left as it lies: its shape says so. */
function tensorAt(
  tensors: NamedTensors,
  { name, joined = [], part, axes, added }: TensorAddress,
): StoredTensor | undefined {
  const pieces = [name, ...joined].map((each) => tensors.get(each));
  if (!areAll(pieces)) return undefined;
  let tensor = StridedTensor.joined(pieces);
  if (part) tensor = tensor.part(part);
  if (axes && hasAxes(tensor, axes)) tensor = tensor.transposed(axes);
  if (!added) return tensor;
  const other = tensorAt(tensors, added);
  return other && sum(tensor, other);
}

const areAll = (pieces: readonly (StridedTensor | undefined)[]): pieces is readonly StridedTensor[] =>
  pieces.every((piece) => piece);

/** Whether a tensor has these axes, and others that are one long at most. */
const hasAxes = ({ shape }: StridedTensor, axes: readonly number[]): boolean =>
  axes.every((axis) => axis < shape.length) &&
  shape.every((length, axis) => length === 1 || axes.includes(axis));

/** Of two of one shape; else of the shape that does not fit. */
function sum(one: StoredTensor, other: StoredTensor): StoredTensor {
  if (one.shape.join() !== other.shape.join()) return other;
  return {
    shape: one.shape,
    read() {
      const addends = other.read();
      return one.read().map((value, index) => value + addends[index]!);
    },
  };
}
