/** `[batch, …]`, row-major, in double precision. */
export interface ReferenceTensor {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export const size = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);
export const zeros = (shape: readonly number[]): ReferenceTensor => ({
  shape,
  data: new Float64Array(size(shape)),
});
export const map = (
  { shape, data }: ReferenceTensor,
  change: (value: number, index: number) => number,
): ReferenceTensor => ({
  shape,
  data: data.map(change),
});
