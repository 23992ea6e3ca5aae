import type { Shape } from '@thaw/core';
import type { StoredTensor } from '../stored-model.js';
import { Unreadable } from '../unreadable.js';
import { elementTypes, type ElementType } from './element-types.js';

/** The bytes that one or more tensors view. */
export interface TorchStorage {
  readonly type: ElementType;
  /** Elements. */
  readonly length: number;
  /** Set once the part of the file that holds them is known. */
  bytes?: Uint8Array;
}

/** A strided view of a storage, as PyTorch keeps tensors; offset and strides count elements. */
export class TorchTensor {
  constructor(
    private readonly storage: TorchStorage,
    private readonly offset: number,
    readonly shape: Shape,
    private readonly strides: readonly number[],
  ) {}

  /** The same numbers with axes in another order, as a tensor of Keras. */
  transposed(axes: readonly number[]): StoredTensor {
    const shape = axes.map((axis) => this.shape[axis]!);
    const strides = axes.map((axis) => this.strides[axis]!);
    return { shape, read: () => this.#gather(shape, strides) };
  }

  #gather(shape: Shape, strides: readonly number[]): Float32Array {
    const { type, length, bytes } = this.storage;
    const read = elementTypes[type].read;
    const last = shape.reduce((end, size, axis) => end + (size - 1) * strides[axis]!, this.offset);
    if (!bytes || !read || last >= length) throw new Unreadable(`a tensor of ${type} that cannot be read`);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const data = new Float32Array(shape.reduce((size, dimension) => size * dimension, 1));
    const index = shape.map(() => 0);
    let from = this.offset;
    for (let to = 0; to < data.length; to++) {
      data[to] = read(view, from);
      // Counts up like an odometer, the last axis fastest.
      for (let axis = shape.length - 1; axis >= 0; axis--) {
        from += strides[axis]!;
        index[axis]!++;
        if (index[axis]! < shape[axis]!) break;
        from -= strides[axis]! * shape[axis]!;
        index[axis] = 0;
      }
    }
    return data;
  }
}
