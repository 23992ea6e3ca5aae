import type { ConfigOf } from '@thaw/core';
import type { OnnxLayer } from './onnx-layer.js';

export const InputLayer: OnnxLayer<ConfigOf<'InputLayer'>> = () => {
  throw new RangeError('an input is what is given to the graph');
};
