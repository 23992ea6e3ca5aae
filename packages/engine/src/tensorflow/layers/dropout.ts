import { contentHash, type ConfigOf } from '@thaw/core';
import type { TensorflowLayer } from './tensorflow-layer.js';

/** Each layer draws from the step's seed and its own name, so that no two share a mask. */
export const Dropout: TensorflowLayer<ConfigOf<'Dropout'>> = {
  // Where nothing is dropped nothing is drawn.
  separate: ({ rate }) => ({
    structure: { rate: Math.ceil(rate) },
    numbers: { rate, scale: 1 / (1 - rate) },
  }),
  forward({ graph, name, config: { rate }, inputs, training }) {
    const input = inputs[0]!;
    if (!training || rate === 0) return { output: input, backward: (gradient) => ({ inputs: [gradient] }) };
    const hash = contentHash(name);
    const words = [hash.slice(0, 8), hash.slice(8, 16)].map((word) => Number.parseInt(word, 16) | 0);
    const seed = graph.bitwiseXor(training.seed, graph.const(words, 'int32'));
    const drawn = graph.statelessRandomUniform(graph.shape(input), seed);
    const kept = graph.cast(graph.greaterEqual(drawn, training.number(name, 'rate')), 'float32');
    const mask = graph.cast(graph.mul(kept, training.number(name, 'scale')), input.type);
    return {
      output: graph.mul(input, mask),
      backward: (gradient) => ({ inputs: [graph.mul(gradient, mask)] }),
    };
  },
};
