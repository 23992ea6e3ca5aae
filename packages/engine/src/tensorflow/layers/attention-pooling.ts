import type { ConfigOf } from '@thaw/core';
import { attend, fromHeads, toHeads } from './attend.js';
import type { TensorflowLayer } from './tensorflow-layer.js';

export const AttentionPooling: TensorflowLayer<ConfigOf<'AttentionPooling'>> = {
  forward({ graph, config: { heads }, inputs: [input], inputShapes: [shape], weights }) {
    const { latent, query_kernel: kernel, query_bias: bias } = weights;
    const [tokens, bothWidths] = shape as [number, number];
    const width = bothWidths / 2;
    const shapes = { tokens, heads, headWidth: width / heads };
    const [key, value] = toHeads(graph, input!, 2, shapes);
    const projected = graph.biasAdd(graph.matMul(latent!, kernel!), bias!);
    // One query for the whole batch, which it is repeated for: so the gradient by it comes one an image.
    const query = graph.reshape(projected, [1, heads, 1, shapes.headWidth]);
    const { output, backward } = attend(graph, { query, key: key!, value: value! }, shapes.headWidth);
    return {
      output: graph.reshape(output, [-1, width]),
      backward(gradient) {
        const by = backward(graph.reshape(gradient, [-1, heads, 1, shapes.headWidth]));
        const byProjected = graph.reshape(graph.sum(by.query, [0]), [1, width]);
        return {
          inputs: [fromHeads(graph, [by.key, by.value], shapes)],
          weights: {
            latent: graph.matMul(byProjected, kernel!, { transposeB: true }),
            query_kernel: graph.matMul(latent!, byProjected, { transposeA: true }),
            query_bias: graph.reshape(byProjected, [width]),
          },
        };
      },
    };
  },
};
