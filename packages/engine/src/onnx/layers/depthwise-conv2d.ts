import type { ConfigOf } from '@thaw/core';
import { convolve } from './convolve.js';
import type { OnnxLayer } from './onnx-layer.js';

export const DepthwiseConv2D: OnnxLayer<ConfigOf<'DepthwiseConv2D'>> = ({
  graph,
  config,
  inputs: [input],
  weights,
  output,
}) =>
  convolve(graph, input!, output, {
    ...config,
    window: config.kernelSize,
    kernel: ['kernel', weights['kernel']!],
    groups: output.at(-1)!,
    bias: weights['bias'],
  });
