import { product } from './convolution.js';
import type { LayerKind, Shape } from './layer-kind.js';

export interface ReshapeConfig {
  readonly targetShape: Shape;
}

export const Reshape: LayerKind<ReshapeConfig> = {
  arity: 1,
  outputShape({ targetShape }, [input]) {
    if (product(targetShape) !== product(input!))
      throw new RangeError(`cannot make [${targetShape}] of [${input}]`);
    return targetShape;
  },
  weights: () => [],
  flops: () => 0,
};
