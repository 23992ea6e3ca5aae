import type { Weights } from '@thaw/core';

export interface Difference {
  readonly path: string;
  readonly error: number;
}

/** Size of an array: its largest value, or its Euclidean length. */
const sizes = {
  maximum: (data: Float32Array) => data.reduce((largest, value) => larger(largest, Math.abs(value)), 0),
  norm: (data: Float32Array) => Math.sqrt(data.reduce((sum, value) => sum + value * value, 0)),
};

/** `Math.max`, but NaN counts as infinite. */
const larger = (a: number, b: number) => (Number.isNaN(b) ? Infinity : Math.max(a, b));

/** The worst of the arrays: how large its difference from what is expected under its name is, relative to that. */
export function worstDifference(actual: Weights, expected: Weights, size: keyof typeof sizes): Difference {
  return [...actual]
    .map(([path, { data }]): Difference => {
      const wanted = expected.get(path)?.data;
      if (wanted?.length !== data.length) return { path, error: Infinity };
      const apart = sizes[size](data.map((value, index) => value - wanted[index]!));
      return { path, error: apart === 0 ? 0 : larger(0, apart / sizes[size](wanted)) };
    })
    .reduce((worst, one) => (one.error > worst.error ? one : worst));
}
