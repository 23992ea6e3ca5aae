import type { ConfigOf } from '@thaw/core';
import { activate, rectify } from './activate.js';
import type { OnnxLayer } from './onnx-layer.js';

export const Activation: OnnxLayer<ConfigOf<'Activation'>> = ({ graph, config, inputs: [input] }) =>
  activate(graph, input!, config.activation);

export const ReLU: OnnxLayer<ConfigOf<'ReLU'>> = ({ graph, config, inputs: [input] }) =>
  rectify(graph, input!, config.maxValue);
