import type { ConfigOf } from '@thaw/core';
import type { TensorflowLayer } from './tensorflow-layer.js';

export const CustomScaleLayer: TensorflowLayer<ConfigOf<'CustomScaleLayer'>> = {
  forward({ graph, config, inputs }) {
    const [first, second] = [inputs[0]!, inputs[1]!];
    const scale = graph.cast(graph.const(config.scale), second.type);
    return {
      output: graph.addV2(first, graph.mul(second, scale)),
      backward: (gradient) => ({ inputs: [gradient, graph.mul(gradient, scale)] }),
    };
  },
};
