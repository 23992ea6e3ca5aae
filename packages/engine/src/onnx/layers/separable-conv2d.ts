import type { ConfigOf } from '@thaw/core';
import { convolve } from './convolve.js';
import type { OnnxLayer } from './onnx-layer.js';

export const SeparableConv2D: OnnxLayer<ConfigOf<'SeparableConv2D'>> = ({
  graph,
  config,
  inputs: [input],
  weights,
  output,
}) => {
  const channels = input!.shape.at(-1)!;
  const filtered = convolve(graph, input!, [...output.slice(0, -1), channels], {
    ...config,
    window: config.kernelSize,
    kernel: ['depthwise_kernel', weights['depthwise_kernel']!],
    groups: channels,
    bias: undefined,
    activation: 'linear',
  });
  return convolve(graph, filtered, output, {
    window: [1, 1],
    strides: [1, 1],
    padding: 'valid',
    kernel: ['pointwise_kernel', weights['pointwise_kernel']!],
    groups: 1,
    bias: weights['bias'],
    activation: config.activation,
  });
};
