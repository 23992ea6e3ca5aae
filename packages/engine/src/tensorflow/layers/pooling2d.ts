import type { ConfigOf } from '@thaw/core';
import type { TensorflowLayer } from './tensorflow-layer.js';

export const MaxPooling2D: TensorflowLayer<ConfigOf<'MaxPooling2D'>> = {
  forward({ graph, config, inputs }) {
    const input = inputs[0]!;
    const output = graph.maxPool(input, config.poolSize, config);
    return {
      output,
      backward: (gradient) => ({
        inputs: [graph.maxPoolGrad(input, output, gradient, config.poolSize, config)],
      }),
    };
  },
};

/** TensorFlow's own mean leaves padding out. */
export const AveragePooling2D: TensorflowLayer<ConfigOf<'AveragePooling2D'>> = {
  forward({ graph, config, inputs }) {
    const input = inputs[0]!;
    return {
      output: graph.avgPool(input, config.poolSize, config),
      backward: (gradient) => ({
        inputs: [graph.avgPoolGrad(graph.shape(input), gradient, config.poolSize, config)],
      }),
    };
  },
};
