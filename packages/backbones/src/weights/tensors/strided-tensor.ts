import type { Shape, TensorAddress } from '@thaw/core/graph';
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

  /** Several, one after the other along their first axis; the first alone where they do not fit together. */
  static joined([first, ...others]: readonly StridedTensor[]): StridedTensor {
    const [, ...row] = first!.shape;
    const fits = others.every(({ shape }) => shape.length > 0 && shape.slice(1).join() === row.join());
    if (others.length === 0 || !fits) return first!;
    const pieces = [first!, ...others];
    const rows = pieces.reduce((total, { shape }) => total + shape[0]!, 0);
    return StridedTensor.inOrder([rows, ...row], (count) => {
      const joined = new Float32Array(count);
      let end = 0;
      for (const piece of pieces) {
        const numbers = piece.read();
        joined.set(numbers, end);
        end += numbers.length;
      }
      return joined;
    });
  }

  /** What lies between two places along an axis; all of it where it has no such axis, or is not so long. */
  part({ axis, from, to = this.shape[axis] ?? 0 }: NonNullable<TensorAddress['part']>): StridedTensor {
    const { shape } = this;
    if (from >= to || to > (shape[axis] ?? 0)) return this;
    const inner = shape.slice(axis + 1).reduce((size, length) => size * length, 1);
    return StridedTensor.inOrder(shape.with(axis, to - from), (count) => {
      const whole = this.read();
      const row = shape[axis]! * inner;
      const taken = (to - from) * inner;
      return Float32Array.from(
        { length: count },
        (_, index) => whole[Math.floor(index / taken) * row + from * inner + (index % taken)]!,
      );
    });
  }

  /** The same numbers with axes in another order; −1 is a new one, one long. */
  transposed(axes: readonly number[]): StridedTensor {
    const shape = axes.map((axis) => (axis < 0 ? 1 : this.shape[axis]!));
    const strides = axes.map((axis) => (axis < 0 ? 0 : this.strides[axis]!));
    return new StridedTensor(shape, strides, this.elements);
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
