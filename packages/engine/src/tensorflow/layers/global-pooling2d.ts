import type { ConfigOf } from '@thaw/core';
import type { TensorflowLayer } from './tensorflow-layer.js';

const spatialAxes = [1, 2];

export const GlobalAveragePooling2D: TensorflowLayer<ConfigOf<'GlobalAveragePooling2D'>> = {
  forward({ graph, config: { keepdims }, inputs: [input], inputShapes: [shape] }) {
    const [height, width, channels] = shape as [number, number, number];
    return {
      output: graph.mean(input!, spatialAxes, keepdims),
      backward(gradient) {
        const share = graph.mul(gradient, graph.cast(graph.const(1 / (height * width)), gradient.type));
        return {
          inputs: [graph.broadcastTo(graph.reshape(share, [-1, 1, 1, channels]), graph.shape(input!))],
        };
      },
    };
  },
};

/** Places that share the maximum share its gradient. */
export const GlobalMaxPooling2D: TensorflowLayer<ConfigOf<'GlobalMaxPooling2D'>> = {
  forward({ graph, config: { keepdims }, inputs: [input], inputShapes: [shape] }) {
    const channels = shape!.at(-1)!;
    const maximum = graph.max(input!, spatialAxes, true);
    return {
      output: keepdims ? maximum : graph.reshape(maximum, [-1, channels]),
      backward(gradient) {
        const hit = graph.cast(graph.equal(input!, maximum), gradient.type);
        const share = graph.realDiv(
          graph.reshape(gradient, [-1, 1, 1, channels]),
          graph.sum(hit, spatialAxes, true),
        );
        return { inputs: [graph.mul(hit, share)] };
      },
    };
  },
};
