import { product } from './convolution.js';
import type { LayerKind } from './layer-kind.js';

/** Element by element; an axis of length 1 counts for all places along it, as the gate of a squeeze-excitation. */
export const Multiply: LayerKind<Record<never, never>> = {
  arity: 'many',
  outputShape(_config, inputs) {
    const [first, ...rest] = inputs;
    return rest.reduce((shape, other) => {
      const fits =
        other.length === shape.length && other.every((length, axis) => overlaps(length, shape[axis]!));
      if (!fits) throw new RangeError(`cannot multiply [${shape}] by [${other}]`);
      return shape.map((length, axis) => Math.max(length, other[axis]!));
    }, first!);
  },
  weights: () => [],
  flops: (_config, inputs, output) => (inputs.length - 1) * product(output),
};

const overlaps = (one: number, other: number) => one === other || one === 1 || other === 1;
