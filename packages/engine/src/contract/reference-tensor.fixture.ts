/** `[batch, …]`, row-major, in double precision. */
export interface ReferenceTensor {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export interface ReferenceContext {
  /** BatchNormalization by the batch's statistics, and what they were. */
  readonly batchNormalized: boolean;
  readonly onStatistics?: (mean: Float64Array, variance: Float64Array) => void;
}

export type LayerWeights = Readonly<Record<string, ReferenceTensor>>;
export type Forward<Config> = (
  config: Config,
  inputs: readonly ReferenceTensor[],
  weights: LayerWeights,
  context: ReferenceContext,
) => ReferenceTensor;

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
