import type { ConfigOf } from '@thaw/core';
import { biased } from './biased.js';
import type { TensorflowLayer } from './tensorflow-layer.js';

/**
 * One row an image is computed in float32 throughout: it costs next to nothing beside convolutions, and logits lose what
 * bfloat16 cannot hold. Rows for each place of an image are most of what a network computes.
 */
export const Dense: TensorflowLayer<ConfigOf<'Dense'>> = {
  keepsFloat32Weights: ([shape]) => shape!.length === 1,
  forward({ graph, config, inputs, inputShapes: [shape], weights: { kernel, bias } }) {
    const places = shape!.slice(0, -1);
    const isRow = places.length === 0;
    const input = isRow ? graph.cast(inputs[0]!, 'float32') : graph.reshape(inputs[0]!, [-1, shape!.at(-1)!]);
    const { output, backward } = biased(graph, graph.matMul(input, kernel!), bias, config.activation);
    return {
      output: isRow ? output : graph.reshape(output, [-1, ...places, config.units]),
      backward(gradient) {
        const { product, weights } = backward(isRow ? gradient : graph.reshape(gradient, [-1, config.units]));
        const byInput = graph.matMul(product, kernel!, { transposeB: true });
        return {
          inputs: [isRow ? byInput : graph.reshape(byInput, [-1, ...shape!])],
          weights: { kernel: graph.matMul(input, product, { transposeA: true }), ...weights },
        };
      },
    };
  },
};
