import type { ConfigOf } from '@thaw/core';
import { attend, fromHeads, toHeads } from './attend.js';
import type { TensorflowLayer } from './tensorflow-layer.js';

export const DotProductAttention: TensorflowLayer<ConfigOf<'DotProductAttention'>> = {
  forward({ graph, config: { heads }, inputs: [input], inputShapes: [shape] }) {
    const [tokens, width] = shape as [number, number];
    const shapes = { tokens, heads, headWidth: width / 3 / heads };
    const [query, key, value] = toHeads(graph, input!, 3, shapes);
    const parts = { query: query!, key: key!, value: value! };
    const { output, backward } = attend(graph, parts, shapes.headWidth);
    return {
      output: fromHeads(graph, [output], shapes),
      backward(gradient) {
        const [byOutput] = toHeads(graph, gradient, 1, shapes);
        const by = backward(byOutput!);
        return { inputs: [fromHeads(graph, [by.query, by.key, by.value], shapes)] };
      },
    };
  },
};
