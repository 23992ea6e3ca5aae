import { contentHash, type ConfigOf } from '@thaw/core';
import type { TensorflowLayer } from './tensorflow-layer.js';

/** Each layer draws from the step's seed and its own name, so that no two share a mask. */
export const Dropout: TensorflowLayer<ConfigOf<'Dropout'>> = {
  // Where nothing is dropped nothing is drawn.
  separate: ({ rate }) => ({
    structure: { rate: Math.ceil(rate) },
    numbers: { rate, scale: 1 / (1 - rate) },
  }),
  forward({ graph, name, config: { rate }, inputs, inputShapes, training }) {
    const input = inputs[0]!;
    if (!training || rate === 0) return { output: input, backward: (gradient) => ({ inputs: [gradient] }) };
    const hash = contentHash(name);
    const words = [hash.slice(0, 8), hash.slice(8, 16)].map((word) => Number.parseInt(word, 16) | 0);
    const ownShape = inputShapes[0]!;
    // XLA would draw others from the same seed; what it compiles is asked for no shape, which would make two parts of it.
    const drawn = graph.apart(() => {
      const shape = graph.addV2(
        graph.pad(training.batchSize, [[0, ownShape.length]]),
        graph.const([0, ...ownShape], 'int32'),
      );
      return graph.statelessRandomUniform(
        shape,
        graph.bitwiseXor(training.seed, graph.const(words, 'int32')),
      );
    });
    const kept = graph.cast(graph.greaterEqual(drawn, training.number(name, 'rate')), 'float32');
    const mask = graph.cast(graph.mul(kept, training.number(name, 'scale')), input.type);
    return {
      output: graph.mul(input, mask),
      backward: (gradient) => ({ inputs: [graph.mul(gradient, mask)] }),
    };
  },
};
