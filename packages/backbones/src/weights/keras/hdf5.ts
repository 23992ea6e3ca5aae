import h5wasm, { Dataset, Group } from 'h5wasm';
import { own, ThawError, type Shape } from '@thaw/core';
import type { StoredTensor } from '../stored-model.js';
import { Unreadable } from '../unreadable.js';

export type { Group };

let opened = 0;

/**
 * Opens HDF5 bytes read-only for the time of `read`. The bytes are lent to the library's in-memory file system, not
 * copied, and let go of at the end; tensors must be read inside.
 */
export async function withHdf5<Result>(bytes: Uint8Array, read: (root: Group) => Result): Promise<Result> {
  const { FS, activate_throwing_error_handler } = await h5wasm.ready;
  activate_throwing_error_handler();
  const name = `weights-${opened++}.h5`;
  // Its last argument lets the file system keep a view of the bytes instead of a second copy of the file.
  FS.createDataFile('/', name, bytes, true, false, true);
  let file: InstanceType<typeof h5wasm.File> | undefined;
  try {
    file = new h5wasm.File(name, 'r');
    return read(file);
  } catch (error) {
    if (error instanceof Unreadable || error instanceof ThawError) throw error;
    throw new Unreadable(reasonOf(error), undefined, { cause: error });
  } finally {
    file?.close();
    FS.unlink(`/${name}`);
  }
}

/** A group inside a group; links out of the file are never followed. */
export function groupIn(parent: Group, path: string): Group | undefined {
  const child = parent.get(path);
  return child instanceof Group ? child : undefined;
}

/** A dataset as a tensor that is read on demand, float64 made float32. */
export function tensorIn(parent: Group, path: string): StoredTensor | undefined {
  const dataset = parent.get(path);
  if (!(dataset instanceof Dataset)) return undefined;
  return { shape: shapeOf(dataset), read: () => readFloats(dataset) };
}

/** An attribute that is a string. */
export function stringAttribute(group: Group, name: string): string | undefined {
  const value = own(group.attrs, name)?.value;
  return typeof value === 'string' ? value : undefined;
}

/** An attribute that is a list of strings; Keras splits a long one over `name0`, `name1`, … */
export function stringsAttribute(group: Group, name: string): string[] | undefined {
  const attributes = new Map(Object.entries(group.attrs));
  const whole = attributes.get(name);
  if (whole) return toStrings(whole.value);
  if (!attributes.has(`${name}0`)) return undefined;
  const parts: string[] = [];
  for (let part = 0; attributes.has(`${name}${part}`); part++)
    parts.push(...toStrings(attributes.get(`${name}${part}`)!.value));
  return parts;
}

// An empty list is written as an empty array of floats.
const toStrings = (value: unknown) =>
  Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];

const shapeOf = (dataset: Dataset): Shape => dataset.shape ?? [];

/** Whether it can be read, and what that would take in memory, is known from the header: looked at first. */
function readFloats(dataset: Dataset): Float32Array {
  const { type, size, chunks, total_size: length } = dataset.metadata;
  if (type !== floatType || (size !== 4 && size !== 8)) {
    throw new Unreadable(`${dataset.path} holds ${JSON.stringify(dataset.dtype)}, not float32 or float64`);
  }
  const chunk = (chunks ?? []).reduce((product, extent) => product * extent, 1);
  if (chunk > Math.max(largestIdleChunk, length)) {
    throw new Unreadable(`${dataset.path}, ${length} numbers in chunks that hold ${chunk}`);
  }
  const { value } = dataset;
  return value instanceof Float64Array ? Float32Array.from(value) : (value as Float32Array);
}

/** HDF5's class of floating-point types (H5T_FLOAT). */
const floatType = 1;
/** A chunk is unpacked as a whole. One that may grow is larger than its tensor: h5py's by 2^18 numbers at the most. */
const largestIdleChunk = 2 ** 20;

/** The innermost line of HDF5's error stack says what is wrong in words. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return [...message.matchAll(/\(\): (.+)$/gm)].at(-1)?.[1] ?? message;
}
