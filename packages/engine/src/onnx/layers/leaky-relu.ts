import type { ConfigOf } from '@thaw/core';
import type { OnnxLayer } from './onnx-layer.js';

export const LeakyReLU: OnnxLayer<ConfigOf<'LeakyReLU'>> = ({ graph, config, inputs: [input] }) =>
  graph.apply('LeakyRelu', [input!], input!, { alpha: { float: config.negativeSlope } });
