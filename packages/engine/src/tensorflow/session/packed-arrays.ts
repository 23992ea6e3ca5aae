import type { Shape } from '@thaw/core';

// Arrays that lie one after the other in one variable.

export const lengthOf = (shape: Shape): number => shape.reduce((product, length) => product * length, 1);

export const totalLength = (shapes: readonly Shape[]): number =>
  shapes.reduce((total, shape) => total + lengthOf(shape), 0);

/** One array alone stays what it is. */
export function joinArrays(arrays: readonly Float32Array[]): Float32Array {
  if (arrays.length === 1) return arrays[0]!;
  const all = new Float32Array(arrays.reduce((total, { length }) => total + length, 0));
  let offset = 0;
  for (const array of arrays) {
    all.set(array, offset);
    offset += array.length;
  }
  return all;
}

/** Each in memory of its own. */
export function partArrays(all: Float32Array, shapes: readonly Shape[]): readonly Float32Array[] {
  if (shapes.length === 1) return [all];
  let offset = 0;
  return shapes.map((shape) => all.slice(offset, (offset += lengthOf(shape))));
}
