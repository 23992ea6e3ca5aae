import type { ConfigOf } from '@thaw/core';
import { slidingAttributes } from './convolve.js';
import type { OnnxLayer } from './onnx-layer.js';

/** Padding is not counted in a mean, which is what both TensorFlow and ONNX do unless they are told otherwise. */
const pool =
  (op: 'MaxPool' | 'AveragePool'): OnnxLayer<ConfigOf<'MaxPooling2D'>> =>
  ({ graph, config: { poolSize, strides, padding }, inputs: [input], output }) => {
    const image = graph.channelsFirst(input!);
    const attributes = slidingAttributes(input!.shape, { window: poolSize, strides, padding });
    return graph.apply(op, [image], { shape: output, channels: 'first' }, attributes);
  };

export const MaxPooling2D: OnnxLayer<ConfigOf<'MaxPooling2D'>> = pool('MaxPool');
export const AveragePooling2D: OnnxLayer<ConfigOf<'AveragePooling2D'>> = pool('AveragePool');
