import { product } from './convolution.js';
import type { LayerKind } from './layer-kind.js';
import { tokensShape } from './tokens.js';

/** The second half of each token, times SiLU of the first: the gated perceptron of DINOv2's giant (Shazeer 2020, arXiv 2002.05202). */
export const SwiGLU: LayerKind<object> = {
  arity: 1,
  outputShape(_config, [input]) {
    const [tokens, width] = tokensShape(input);
    if (width % 2 !== 0) throw new RangeError(`cannot part ${width} numbers a token into two halves`);
    return [tokens, width / 2];
  },
  weights: () => [],
  flops: (_config, _inputs, output) => 2 * product(output),
};
