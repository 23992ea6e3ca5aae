import { product } from './convolution.js';
import type { LayerKind } from './layer-kind.js';

export const Add: LayerKind<Record<never, never>> = {
  arity: 'many',
  outputShape(_config, inputs) {
    const [first, ...rest] = inputs;
    const other = rest.find((shape) => shape.join() !== first!.join());
    if (other) throw new RangeError(`cannot add [${other}] to [${first}]`);
    return first!;
  },
  weights: () => [],
  flops: (_config, inputs, output) => (inputs.length - 1) * product(output),
};
