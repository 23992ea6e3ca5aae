import type { ConfigOf, Shape } from '@thaw/core';
import type { TensorflowLayer } from './tensorflow-layer.js';

/** Those of places: all between the batch and the channels. */
const spatialAxes = (shape: Shape) => shape.slice(1).map((_, index) => index + 1);
/** What each pooled row is reshaped to, to be held against all places. */
const pooledShape = (shape: Shape) => [-1, ...shape.slice(1).map(() => 1), shape.at(-1)!];

export const GlobalAveragePooling2D: TensorflowLayer<ConfigOf<'GlobalAveragePooling2D'>> = {
  forward({ graph, config: { keepdims }, inputs: [input], inputShapes: [shape] }) {
    const places = shape!.slice(0, -1).reduce((product, side) => product * side, 1);
    return {
      output: graph.mean(input!, spatialAxes(shape!), keepdims),
      backward(gradient) {
        const share = graph.mul(gradient, graph.cast(graph.const(1 / places), gradient.type));
        return {
          inputs: [graph.broadcastTo(graph.reshape(share, pooledShape(shape!)), graph.shape(input!))],
        };
      },
    };
  },
};

/** Places that share the maximum share its gradient. */
export const GlobalMaxPooling2D: TensorflowLayer<ConfigOf<'GlobalMaxPooling2D'>> = {
  forward({ graph, config: { keepdims }, inputs: [input], inputShapes: [shape] }) {
    const channels = shape!.at(-1)!;
    const maximum = graph.max(input!, spatialAxes(shape!), true);
    return {
      output: keepdims ? maximum : graph.reshape(maximum, [-1, channels]),
      backward(gradient) {
        const hit = graph.cast(graph.equal(input!, maximum), gradient.type);
        const share = graph.realDiv(
          graph.reshape(gradient, pooledShape(shape!)),
          graph.sum(hit, spatialAxes(shape!), true),
        );
        return { inputs: [graph.mul(hit, share)] };
      },
    };
  },
};
