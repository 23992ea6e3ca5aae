import type { ConfigOf, Shape } from '@thaw/core';
import { biased } from './biased.js';
import type { LayerInput, LayerPass, TensorflowLayer } from './tensorflow-layer.js';

export const DepthwiseConv2D: TensorflowLayer<ConfigOf<'DepthwiseConv2D'>> = {
  forward: (layer) =>
    convolveDepthwise(layer, [...layer.config.kernelSize, layer.inputShapes[0]!.at(-1)!, 1]),
};

export function convolveDepthwise(
  { graph, config, inputs: [input], weights: { kernel, bias } }: LayerInput<ConfigOf<'DepthwiseConv2D'>>,
  kernelShape: Shape,
): LayerPass {
  const convolved = graph.depthwiseConv2dNative(input!, kernel!, config);
  const { output, backward } = biased(graph, convolved, bias, config.activation);
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
}
