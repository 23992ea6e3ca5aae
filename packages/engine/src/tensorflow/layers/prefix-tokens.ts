import type { ConfigOf } from '@thaw/core';
import type { LayerInput, LayerPass, TensorflowLayer } from './tensorflow-layer.js';

function prepend(
  { graph, inputs: [input], inputShapes: [shape], weights }: LayerInput<unknown>,
  count: number,
): LayerPass {
  const [tokens, width] = shape as [number, number];
  // Zeros in each other's places: nothing has to know how large the batch is.
  const before = graph.pad(weights['tokens']!, [
    [0, tokens],
    [0, 0],
  ]);
  const behind = graph.pad(input!, [
    [0, 0],
    [count, 0],
    [0, 0],
  ]);
  return {
    output: graph.addV2(behind, before),
    backward(gradient) {
      const own = graph.slice(gradient, [0, 0, 0], [-1, count, width]);
      return {
        inputs: [graph.slice(gradient, [0, count, 0], [-1, tokens, width])],
        weights: { tokens: graph.sum(own, [0]) },
      };
    },
  };
}

export const ClassToken: TensorflowLayer<ConfigOf<'ClassToken'>> = { forward: (layer) => prepend(layer, 1) };

export const RegisterTokens: TensorflowLayer<ConfigOf<'RegisterTokens'>> = {
  forward: (layer) => prepend(layer, layer.config.count),
};
