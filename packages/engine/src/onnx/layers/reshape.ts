import type { ConfigOf } from '@thaw/core';
import type { OnnxLayer } from './onnx-layer.js';

const reshape: OnnxLayer<unknown> = ({ graph, inputs: [input], output }) => graph.reshape(input!, output);

export const Reshape: OnnxLayer<ConfigOf<'Reshape'>> = reshape;
export const Flatten: OnnxLayer<ConfigOf<'Flatten'>> = reshape;
