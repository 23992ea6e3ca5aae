import type { ConfigOf } from '@thaw/core';
import type { TensorflowLayer } from './tensorflow-layer.js';

export const Concatenate: TensorflowLayer<ConfigOf<'Concatenate'>> = {
  forward({ graph, inputs, inputShapes }) {
    const channels = inputShapes[0]!.length;
    return {
      output: graph.concatV2(inputs, channels),
      backward(gradient) {
        let offset = 0;
        return {
          inputs: inputShapes.map((shape) => {
            const begin = [...new Array<number>(channels).fill(0), offset];
            offset += shape.at(-1)!;
            return graph.slice(gradient, begin, [-1, ...shape]);
          }),
        };
      },
    };
  },
};
