import type { ConfigOf } from '@thaw/core';
import type { TensorflowLayer } from './tensorflow-layer.js';

export const Cropping1D: TensorflowLayer<ConfigOf<'Cropping1D'>> = {
  forward({ graph, config: { cropping }, inputs: [input], inputShapes: [shape] }) {
    const [tokens, width] = shape as [number, number];
    const [first, last] = cropping;
    return {
      output: graph.slice(input!, [0, first, 0], [-1, tokens - first - last, width]),
      backward: (gradient) => ({ inputs: [graph.pad(gradient, [[0, 0], cropping, [0, 0]])] }),
    };
  },
};
