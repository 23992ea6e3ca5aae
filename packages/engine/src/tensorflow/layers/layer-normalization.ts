import type { ConfigOf } from '@thaw/core';
import { overPlaces } from './over-places.js';
import type { TensorflowLayer } from './tensorflow-layer.js';

const channels = [-1];

/** In float32 whatever comes in: a variance is a small difference of what may be large. */
export const LayerNormalization: TensorflowLayer<ConfigOf<'LayerNormalization'>> = {
  keepsFloat32Weights: () => true,
  forward({ graph, config: { epsilon }, inputs, inputShapes: [shape], weights: { gamma, beta } }) {
    const { type } = inputs[0]!;
    const input = graph.cast(inputs[0]!, 'float32');
    const centred = graph.sub(input, graph.mean(input, channels, true));
    const variance = graph.mean(graph.square(centred), channels, true);
    const inverseDeviation = graph.rsqrt(graph.addV2(variance, graph.const(epsilon)));
    const standardized = graph.mul(centred, inverseDeviation);
    return {
      output: graph.cast(graph.addV2(graph.mul(standardized, gamma!), beta!), type),
      backward(by) {
        const gradient = graph.cast(by, 'float32');
        const byStandardized = graph.mul(gradient, gamma!);
        const mean = graph.mean(byStandardized, channels, true);
        const along = graph.mean(graph.mul(byStandardized, standardized), channels, true);
        // What would shift or stretch all channels of a place alike is normalised away.
        const rest = graph.sub(graph.sub(byStandardized, mean), graph.mul(standardized, along));
        return {
          inputs: [graph.cast(graph.mul(rest, inverseDeviation), type)],
          weights: {
            gamma: overPlaces(graph, graph.mul(gradient, standardized), shape!),
            beta: overPlaces(graph, gradient, shape!),
          },
        };
      },
    };
  },
};
