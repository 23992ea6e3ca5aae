import type { ConfigOf } from '@thaw/core';
import { biased } from './biased.js';
import type { TensorflowLayer } from './tensorflow-layer.js';

const pointwiseWindow = { strides: [1, 1], padding: 'valid' } as const;

export const SeparableConv2D: TensorflowLayer<ConfigOf<'SeparableConv2D'>> = {
  forward({ graph, config, inputs: [input], inputShapes: [shape], weights: all }) {
    const { depthwise_kernel: depthwise, pointwise_kernel: pointwise, bias } = all;
    const filtered = graph.depthwiseConv2dNative(input!, depthwise!, config);
    const convolved = graph.conv2D(filtered, pointwise!, pointwiseWindow);
    const { output, backward } = biased(graph, convolved, bias, config.activation);
    const channels = shape!.at(-1)!;
    return {
      output,
      backward(gradient) {
        const { product, weights } = backward(gradient);
        const inner = graph.conv2DBackpropInput(graph.shape(filtered), pointwise!, product, pointwiseWindow);
        const depthwiseShape = [...config.kernelSize, channels, 1];
        const pointwiseShape = [1, 1, channels, config.filters];
        return {
          inputs: [graph.depthwiseConv2dNativeBackpropInput(graph.shape(input!), depthwise!, inner, config)],
          weights: {
            depthwise_kernel: graph.depthwiseConv2dNativeBackpropFilter(
              input!,
              depthwiseShape,
              inner,
              config,
            ),
            pointwise_kernel: graph.conv2DBackpropFilter(filtered, pointwiseShape, product, pointwiseWindow),
            ...weights,
          },
        };
      },
    };
  },
};
