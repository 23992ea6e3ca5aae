import type { Dataset } from 'h5wasm';
import { toSingle } from '../tensors/element-types.js';
import { Unreadable } from '../unreadable.js';
import type { Reads } from './hdf5-reads.js';

/** HDF5's classes of integer and floating-point types (H5T_INTEGER, H5T_FLOAT). */
const [integerType, floatType] = [0, 1];
/** A chunk is unpacked as a whole. One that may grow is larger than its tensor: h5py's by 2^18 numbers at the most. */
const largestIdleChunk = 2 ** 20;

/** Whether it can be read, and what that would take in memory, is known from the header: looked at first. */
export function readFloats(dataset: Dataset, reads: Reads): Float32Array {
  const { type, size, chunks, total_size: length, virtual_sources: virtual } = dataset.metadata;
  // How many values a Normalization has seen is a whole number.
  const isCount = type === integerType && length === 1;
  if (!(type === floatType || isCount) || (size !== 4 && size !== 8)) {
    throw new Unreadable(`${dataset.path} holds ${JSON.stringify(dataset.dtype)}, not float32 or float64`);
  }
  const chunk = product(chunks ?? []);
  if (chunk > Math.max(largestIdleChunk, length)) {
    throw new Unreadable(`${dataset.path}, ${length} numbers in chunks that hold ${chunk}`);
  }
  if (virtual) throw new Unreadable(`${dataset.path} is put together of other datasets`);
  const value = readWhole(dataset, reads);
  if (value instanceof Float32Array) return value;
  const numbers =
    typeof value === 'object' ? (value as ArrayLike<number | bigint>) : [value as number | bigint];
  return Float32Array.from(numbers, (each) => toSingle(Number(each)));
}

/**
 * What a file does not hold HDF5 makes up: zeros. The library does not say where numbers lie, but what it reads of the
 * file to get them can be counted.
 */
function readWhole(dataset: Dataset, reads: Reads): unknown {
  const { size, chunks, shape, total_size: length } = dataset.metadata;
  // With chunks it looks up where each lies too, but the second time it knows.
  if (chunks) void dataset.value;
  const before = { ...reads };
  const { value } = dataset;
  const isWhole = chunks
    ? reads.count - before.count >=
      product((shape ?? []).map((extent, axis) => Math.ceil(extent / chunks[axis]!)))
    : reads.bytes - before.bytes >= length * size;
  if (!isWhole) throw new Unreadable(`${dataset.path}, of whose ${length} numbers not all are in the file`);
  return value;
}

const product = (extents: readonly number[]): number => extents.reduce((size, extent) => size * extent, 1);
