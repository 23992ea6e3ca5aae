import type { Activation } from '@thaw/core';
import { map, type ReferenceTensor } from './reference-tensor.fixture.js';

export function softmax(input: ReferenceTensor): ReferenceTensor {
  const classes = input.shape.at(-1)!;
  const exponentials = input.data.map(Math.exp);
  return map(input, (_value, index) => {
    const start = index - (index % classes);
    return (
      exponentials[index]! / exponentials.subarray(start, start + classes).reduce((sum, value) => sum + value)
    );
  });
}

const pointwise =
  (change: (value: number) => number) =>
  (input: ReferenceTensor): ReferenceTensor =>
    map(input, change);
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const hardSigmoid = (x: number) => Math.min(Math.max(x + 3, 0), 6) / 6;

/** All terms of this series have one sign, so that nothing cancels: `2/√π · e^−x² · Σ 2ⁿ x²ⁿ⁺¹ / (1 · 3 · … · (2n + 1))`. */
function erf(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) sum += term *= (2 * x * x) / (2 * n + 1);
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** Each activation by its definition. */
export const referenceActivations: Record<Activation, (input: ReferenceTensor) => ReferenceTensor> = {
  linear: (input) => input,
  relu: pointwise((x) => Math.max(x, 0)),
  relu6: pointwise((x) => Math.min(Math.max(x, 0), 6)),
  leaky_relu: pointwise((x) => (x > 0 ? x : 0.2 * x)),
  softmax,
  sigmoid: pointwise(sigmoid),
  hard_sigmoid: pointwise(hardSigmoid),
  silu: pointwise((x) => x * sigmoid(x)),
  hard_silu: pointwise((x) => x * hardSigmoid(x)),
  gelu: pointwise((x) => (x / 2) * (1 + erf(x / Math.SQRT2))),
  quick_gelu: pointwise((x) => x * sigmoid(1.702 * x)),
  gelu_tanh: pointwise((x) => (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))),
};
