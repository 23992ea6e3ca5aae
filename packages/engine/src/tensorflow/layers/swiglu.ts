import type { ConfigOf } from '@thaw/core';
import { activate } from './activate.js';
import type { TensorflowLayer } from './tensorflow-layer.js';

export const SwiGLU: TensorflowLayer<ConfigOf<'SwiGLU'>> = {
  forward({ graph, inputs: [input], inputShapes: [shape] }) {
    const [tokens, width] = shape as [number, number];
    const half = (begin: number) => graph.slice(input!, [0, 0, begin], [-1, tokens, width / 2]);
    const gate = activate(graph, half(0), 'silu');
    const value = half(width / 2);
    return {
      output: graph.mul(gate.output, value),
      backward(gradient) {
        const byGate = gate.backward(graph.mul(gradient, value));
        return { inputs: [graph.concatV2([byGate, graph.mul(gradient, gate.output)], 2)] };
      },
    };
  },
};
