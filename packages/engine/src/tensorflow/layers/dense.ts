import type { ConfigOf } from '@thaw/core';
import { biased } from './biased.js';
import type { TensorflowLayer } from './tensorflow-layer.js';

export const Dense: TensorflowLayer<ConfigOf<'Dense'>> = {
  forward({ graph, config, inputs: [input], weights: { kernel, bias } }) {
    const { output, backward } = biased(graph, graph.matMul(input!, kernel!), bias, config.activation);
    return {
      output,
      backward(gradient) {
        const { product, weights } = backward(gradient);
        return {
          inputs: [graph.matMul(product, kernel!, { transposeB: true })],
          weights: { kernel: graph.matMul(input!, product, { transposeA: true }), ...weights },
        };
      },
    };
  },
};
