import type { ConfigOf } from '@thaw/core';
import type { TensorflowLayer } from './tensorflow-layer.js';

export const Rescaling: TensorflowLayer<ConfigOf<'Rescaling'>> = {
  forward({ graph, config: { scale, offset }, inputs: [input] }) {
    const constant = (value: typeof scale) => graph.cast(graph.const(value), input!.type);
    const scaled = graph.mul(input!, constant(scale));
    return {
      output: offset === 0 ? scaled : graph.addV2(scaled, constant(offset)),
      backward: (gradient) => ({ inputs: [graph.mul(gradient, constant(scale))] }),
    };
  },
};
