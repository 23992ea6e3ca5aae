import type { ConfigOf } from '@thaw/core';
import type { TensorflowLayer } from './tensorflow-layer.js';

export const Reshape: TensorflowLayer<ConfigOf<'Reshape'>> = {
  forward({ graph, config: { targetShape }, inputs: [input], inputShapes: [shape] }) {
    return {
      output: graph.reshape(input!, [-1, ...targetShape]),
      backward: (gradient) => ({ inputs: [graph.reshape(gradient, [-1, ...shape!])] }),
    };
  },
};
