import type { ConfigOf } from '@thaw/core';
import { biased } from './biased.js';
import type { TensorflowLayer } from './tensorflow-layer.js';

export const Conv2D: TensorflowLayer<ConfigOf<'Conv2D'>> = {
  forward({ graph, config, inputs: [input], inputShapes: [shape], weights: { kernel, bias } }) {
    const { output, backward } = biased(
      graph,
      graph.conv2D(input!, kernel!, config),
      bias,
      config.activation,
    );
    const kernelShape = [...config.kernelSize, shape!.at(-1)!, config.filters];
    return {
      output,
      backward(gradient) {
        const { product, weights } = backward(gradient);
        return {
          inputs: [graph.conv2DBackpropInput(graph.shape(input!), kernel!, product, config)],
          weights: { kernel: graph.conv2DBackpropFilter(input!, kernelShape, product, config), ...weights },
        };
      },
    };
  },
};
