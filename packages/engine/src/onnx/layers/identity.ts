import type { ConfigOf } from '@thaw/core';
import type { OnnxLayer } from './onnx-layer.js';

/** What draws while training does nothing after it. */
const identity: OnnxLayer<unknown> = ({ inputs: [input] }) => input!;

export const Dropout: OnnxLayer<ConfigOf<'Dropout'>> = identity;
export const StochasticDepth: OnnxLayer<ConfigOf<'StochasticDepth'>> = identity;
