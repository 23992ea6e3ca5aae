import type { ConfigOf } from '@thaw/core';
import type { TensorflowLayer } from './tensorflow-layer.js';

export const LeakyReLU: TensorflowLayer<ConfigOf<'LeakyReLU'>> = {
  forward({ graph, config: { negativeSlope }, inputs: [input] }) {
    return {
      output: graph.leakyRelu(input!, negativeSlope),
      backward: (gradient) => ({ inputs: [graph.leakyReluGrad(gradient, input!, negativeSlope)] }),
    };
  },
};
