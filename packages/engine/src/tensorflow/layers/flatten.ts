import type { ConfigOf } from '@thaw/core';
import type { TensorflowLayer } from './tensorflow-layer.js';

export const Flatten: TensorflowLayer<ConfigOf<'Flatten'>> = {
  forward({ graph, inputs: [input], inputShapes: [shape] }) {
    const features = shape!.reduce((size, length) => size * length, 1);
    return {
      output: graph.reshape(input!, [-1, features]),
      backward: (gradient) => ({ inputs: [graph.reshape(gradient, [-1, ...shape!])] }),
    };
  },
};
