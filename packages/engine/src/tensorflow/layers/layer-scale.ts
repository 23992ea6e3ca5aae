import type { ConfigOf } from '@thaw/core';
import { overPlaces } from './over-places.js';
import type { TensorflowLayer } from './tensorflow-layer.js';

export const LayerScale: TensorflowLayer<ConfigOf<'LayerScale'>> = {
  forward({ graph, inputs: [input], inputShapes: [shape], weights: { gamma } }) {
    return {
      output: graph.mul(input!, gamma!),
      backward: (gradient) => ({
        inputs: [graph.mul(gradient, gamma!)],
        weights: { gamma: overPlaces(graph, graph.mul(gradient, input!), shape!) },
      }),
    };
  },
};
