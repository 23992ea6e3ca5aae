import type { ConfigOf } from '@thaw/core';
import { biased } from './biased.js';
import type { TensorflowLayer } from './tensorflow-layer.js';

/** Float32 throughout: it costs next to nothing beside convolutions, and logits lose what bfloat16 cannot hold. */
export const Dense: TensorflowLayer<ConfigOf<'Dense'>> = {
  keepsFloat32Weights: true,
  forward({ graph, config, inputs, weights: { kernel, bias } }) {
    const input = graph.cast(inputs[0]!, 'float32');
    const { output, backward } = biased(graph, graph.matMul(input, kernel!), bias, config.activation);
    return {
      output,
      backward(gradient) {
        const { product, weights } = backward(gradient);
        return {
          inputs: [graph.matMul(product, kernel!, { transposeB: true })],
          weights: { kernel: graph.matMul(input, product, { transposeA: true }), ...weights },
        };
      },
    };
  },
};
