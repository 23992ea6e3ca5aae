import type { ConfigOf } from '@thaw/core';
import { biased } from './biased.js';
import type { TensorflowLayer } from './tensorflow-layer.js';

export const DepthwiseConv2D: TensorflowLayer<ConfigOf<'DepthwiseConv2D'>> = {
  forward({ graph, config, inputs: [input], inputShapes: [shape], weights: { kernel, bias } }) {
    const convolved = graph.depthwiseConv2dNative(input!, kernel!, config);
    const { output, backward } = biased(graph, convolved, bias, config.activation);
    const kernelShape = [...config.kernelSize, shape!.at(-1)!, 1];
    return {
      output,
      backward(gradient) {
        const { product, weights } = backward(gradient);
        const byKernel = graph.depthwiseConv2dNativeBackpropFilter(input!, kernelShape, product, config);
        return {
          inputs: [graph.depthwiseConv2dNativeBackpropInput(graph.shape(input!), kernel!, product, config)],
          weights: { kernel: byKernel, ...weights },
        };
      },
    };
  },
};
