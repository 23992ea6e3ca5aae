import type { ConfigOf } from '@thaw/core';
import { convolve } from './convolve.js';
import type { OnnxLayer } from './onnx-layer.js';

export const Conv2D: OnnxLayer<ConfigOf<'Conv2D'>> = ({ graph, config, inputs: [input], weights, output }) =>
  convolve(graph, input!, output, {
    ...config,
    window: config.kernelSize,
    kernel: ['kernel', weights['kernel']!],
    groups: config.groups ?? 1,
    bias: weights['bias'],
  });
