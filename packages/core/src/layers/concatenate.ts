import type { LayerKind } from './layer-kind.js';

/** Along the last axis. */
export const Concatenate: LayerKind<Record<never, never>> = {
  arity: 'many',
  outputShape(_config, inputs) {
    const places = inputs[0]!.slice(0, -1);
    const other = inputs.find((shape) => shape.slice(0, -1).join() !== places.join());
    if (other) throw new RangeError(`cannot put [${other}] beside [${inputs[0]}]`);
    return [...places, inputs.reduce((sum, shape) => sum + shape.at(-1)!, 0)];
  },
  weights: () => [],
  flops: () => 0,
};
