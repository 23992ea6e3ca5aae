import { leastDeviation, type ConfigOf } from '@thaw/core';
import type { TensorflowLayer } from './tensorflow-layer.js';

export const Normalization: TensorflowLayer<ConfigOf<'Normalization'>> = {
  keepsFloat32Weights: () => true,
  forward({ graph, config, inputs: [input], weights }) {
    const mean = config.mean ? graph.const(config.mean) : weights['mean']!;
    const variance = config.variance ? graph.const(config.variance) : weights['variance']!;
    const deviation = graph.maximum(graph.sqrt(variance), graph.const(leastDeviation));
    const centred = graph.sub(graph.cast(input!, 'float32'), mean);
    return {
      output: graph.cast(graph.realDiv(centred, deviation), input!.type),
      backward: (gradient) => ({
        inputs: [graph.realDiv(gradient, graph.cast(deviation, gradient.type))],
      }),
    };
  },
};
