import h5wasm, { Dataset, Group } from 'h5wasm';
import { own, ThawError } from '@thaw/core/graph';
import type { StoredTensor } from '../stored-model.js';
import { Unreadable } from '../unreadable.js';
import { readFloats } from './hdf5-floats.js';
import { watchReads, type Reads } from './hdf5-reads.js';

export type { Group };

let opened = 0;

/** By the library's number of the file. */
const open = new Map<bigint, Reads>();

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
  const reads = watchReads(FS.lookupPath(`/${name}`, {}).node);
  try {
    const file = new h5wasm.File(name, 'r');
    open.set(file.file_id, reads);
    try {
      return read(file);
    } finally {
      open.delete(file.file_id);
      // It may fail too, as damage may have had the library write over its own memory.
      file.close();
    }
  } catch (error) {
    if (error instanceof Unreadable || error instanceof ThawError) throw error;
    throw new Unreadable(reasonOf(error), undefined, { cause: error });
  } finally {
    FS.unlink(`/${name}`);
  }
}

/** A group inside a group; links out of the file are never followed. */
export function groupIn(parent: Group, path: string): Group | undefined {
  const child = parent.get(path);
  return child instanceof Group ? child : undefined;
}

/**
 * Tells whether a group is seen for the first time. One may be linked by many names, as a member of itself even; it has
 * no other weights then.
 */
export function firstSights(): (group: Group) => boolean {
  const seen = new Set<string>();
  return (group) => {
    const identity = group.create_reference().ref_data.join();
    if (seen.has(identity)) return false;
    seen.add(identity);
    return true;
  };
}

/** A dataset as a tensor that is read on demand, float64 made float32. */
export function tensorIn(parent: Group, path: string): StoredTensor | undefined {
  const dataset = parent.get(path);
  if (!(dataset instanceof Dataset)) return undefined;
  return { shape: dataset.shape ?? [], read: () => readFloats(dataset, open.get(dataset.file_id)!) };
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

/** The innermost line of HDF5's error stack says what is wrong in words. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return [...message.matchAll(/\(\): (.+)$/gm)].at(-1)?.[1] ?? message;
}
