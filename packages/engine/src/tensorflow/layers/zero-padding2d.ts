import type { ConfigOf } from '@thaw/core';
import type { TensorflowLayer } from './tensorflow-layer.js';

export const ZeroPadding2D: TensorflowLayer<ConfigOf<'ZeroPadding2D'>> = {
  forward({ graph, config: { padding }, inputs, inputShapes: [shape] }) {
    const [[top], [left]] = padding;
    return {
      output: graph.pad(inputs[0]!, [[0, 0], ...padding, [0, 0]]),
      backward: (gradient) => ({ inputs: [graph.slice(gradient, [0, top, left, 0], [-1, ...shape!])] }),
    };
  },
};
