import { contentHash, type ConfigOf } from '@thaw/core';
import type { LayerInput, LayerPass, TensorflowLayer } from './tensorflow-layer.js';

export const Dropout: TensorflowLayer<ConfigOf<'Dropout'>> = {
  separate: (config) => ({
    structure: { ...config, rate: Math.ceil(config.rate) },
    numbers: numbers(config.rate),
  }),
  forward(layer) {
    const { rate, noiseShape } = layer.config;
    return drop(layer, rate, (axis) => noiseShape?.[axis + 1] === 1);
  },
};

export const StochasticDepth: TensorflowLayer<ConfigOf<'StochasticDepth'>> = {
  separate: ({ dropPathRate }) => ({
    structure: { dropPathRate: Math.ceil(dropPathRate) },
    numbers: numbers(dropPathRate),
  }),
  forward: (layer) => drop(layer, layer.config.dropPathRate, () => true),
};

/** Where nothing is dropped nothing is drawn, so that a structure tells 0 from all others. */
const numbers = (rate: number) => ({ rate, scale: 1 / (1 - rate) });

/**
 * Each layer draws from the step's seed and its own name, so that no two share a mask. Along the axes of an image that
 * `isShared`, one draw counts for all.
 */
function drop(
  { graph, name, inputs, inputShapes, training }: LayerInput<unknown>,
  rate: number,
  isShared: (axis: number) => boolean,
): LayerPass {
  const input = inputs[0]!;
  if (!training || rate === 0) return { output: input, backward: (gradient) => ({ inputs: [gradient] }) };
  const hash = contentHash(name);
  const words = [hash.slice(0, 8), hash.slice(8, 16)].map((word) => Number.parseInt(word, 16) | 0);
  const ownShape = inputShapes[0]!.map((length, axis) => (isShared(axis) ? 1 : length));
  // XLA would draw others from the same seed; what it compiles is asked for no shape, which would make two parts of it.
  const drawn = graph.apart(() => {
    const shape = graph.addV2(
      graph.pad(training.batchSize, [[0, ownShape.length]]),
      graph.const([0, ...ownShape], 'int32'),
    );
    return graph.statelessRandomUniform(shape, graph.bitwiseXor(training.seed, graph.const(words, 'int32')));
  });
  const kept = graph.cast(graph.greaterEqual(drawn, training.number(name, 'rate')), 'float32');
  const mask = graph.cast(graph.mul(kept, training.number(name, 'scale')), input.type);
  return {
    output: graph.mul(input, mask),
    backward: (gradient) => ({ inputs: [graph.mul(gradient, mask)] }),
  };
}
