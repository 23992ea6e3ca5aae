import { Unreadable } from '../unreadable.js';
import { storageTypes, type StorageTypeName } from './storage-types.js';

/** The bytes that one or more tensors view. */
export interface TorchStorage {
  readonly type: StorageTypeName;
  /** Elements. */
  readonly length: number;
  /** Set once the part of the file that holds them is known. */
  bytes?: Uint8Array;
}

export const byteLength = ({ type, length }: TorchStorage): number => storageTypes[type].bytes * length;

/** So many elements from `offset` on. */
export function elementsOf(
  { type, length, bytes }: TorchStorage,
  offset: number,
  count: number,
): Float32Array {
  const element = storageTypes[type];
  if (!bytes || !('toFloats' in element) || offset + count > length) {
    throw new Unreadable(`a tensor of ${type} that cannot be read`);
  }
  return element.toFloats(bytes.subarray(offset * element.bytes, (offset + count) * element.bytes));
}
