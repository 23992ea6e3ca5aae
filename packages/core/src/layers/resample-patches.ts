import type { PatchResampling } from './position-embedding.js';

/** What belongs to the places of one square of patches, for those of another: first along columns, then along rows. What comes before the patches stays as it is. */
export function resamplePatches(
  data: Float32Array,
  { prefix, from, to, width, matrix }: PatchResampling,
): Float32Array {
  if (from === to) return data;
  const patches = data.subarray(prefix * width);
  const columns = new Float64Array(from * to * width);
  for (let row = 0; row < from; row++)
    weigh(patches.subarray(row * from * width), columns.subarray(row * to * width), width);
  const square = new Float64Array(to * to * width);
  weigh(columns, square, to * width);
  const result = new Float32Array((prefix + to ** 2) * width);
  result.set(data.subarray(0, prefix * width));
  result.set(square, prefix * width);
  return result;

  /** Of `from` blocks of `length` numbers makes `to`. */
  function weigh(source: ArrayLike<number>, target: Float64Array, length: number): void {
    for (let place = 0; place < to; place++)
      for (let other = 0; other < from; other++) {
        const share = matrix[place * from + other]!;
        if (share === 0) continue;
        for (let index = 0; index < length; index++)
          target[place * length + index]! += share * source[other * length + index]!;
      }
  }
}
