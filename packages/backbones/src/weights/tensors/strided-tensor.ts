import type { Shape } from '@thaw/core';
import type { StoredTensor } from '../stored-model.js';

/** The elements that one tensor or more are views of, numbered from the first that this tensor may reach. */
export type ReadElements = (count: number) => Float32Array;

/** A strided view of elements that lie in a file; strides count elements. */
export class StridedTensor implements StoredTensor {
  constructor(
    readonly shape: Shape,
    private readonly strides: readonly number[],
    private readonly elements: ReadElements,
  ) {}

  /** One whose elements lie in the order of its axes, the last fastest. */
  static inOrder(shape: Shape, elements: ReadElements): StridedTensor {
    return new StridedTensor(shape, orderedStrides(shape), elements);
  }

  /** The same numbers with axes in another order. */
  transposed(axes: readonly number[]): StridedTensor {
    const [shape, strides] = [this.shape, this.strides].map((each) => axes.map((axis) => each[axis]!));
    return new StridedTensor(shape!, strides!, this.elements);
  }

  /** Throws Unreadable where the file does not have the elements. */
  read(): Float32Array {
    const { shape, strides } = this;
    const length = shape.reduce((size, dimension) => size * dimension, 1);
    const reach = length === 0 ? 0 : shape.reduce((end, size, axis) => end + (size - 1) * strides[axis]!, 1);
    const elements = this.elements(reach);
    if (strides.join() === orderedStrides(shape).join()) return elements.slice();
    const data = new Float32Array(length);
    const index = shape.map(() => 0);
    let from = 0;
    for (let to = 0; to < length; to++) {
      data[to] = elements[from]!;
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

/** Of elements that lie in the order of the axes. */
function orderedStrides(shape: Shape): readonly number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}
