import type { ConfigOf } from '@thaw/core';
import { leak } from './activate.js';
import type { OnnxLayer } from './onnx-layer.js';

export const LeakyReLU: OnnxLayer<ConfigOf<'LeakyReLU'>> = ({ graph, config, inputs: [input] }) =>
  leak(graph, input!, config.negativeSlope);
