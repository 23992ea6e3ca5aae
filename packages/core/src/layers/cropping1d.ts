import type { LayerKind, Pair } from './layer-kind.js';
import { tokensShape } from './tokens.js';

export interface Cropping1DConfig {
  /** How many are taken off, at the beginning and at the end. */
  readonly cropping: Pair;
}

/** Takes tokens away. */
export const Cropping1D: LayerKind<Cropping1DConfig> = {
  arity: 1,
  outputShape({ cropping: [first, last] }, [input]) {
    const [tokens, width] = tokensShape(input);
    if (first + last >= tokens) throw new RangeError(`cannot take ${first} and ${last} off ${tokens} tokens`);
    return [tokens - first - last, width];
  },
  weights: () => [],
  flops: () => 0,
};
