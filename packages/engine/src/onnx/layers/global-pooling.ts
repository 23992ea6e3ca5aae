import type { ConfigOf } from '@thaw/core';
import type { OnnxLayer } from './onnx-layer.js';

/** Over all places, on whichever side of the channels they lie. */
const overPlaces =
  (op: 'ReduceMean' | 'ReduceMax'): OnnxLayer<{ readonly keepdims?: boolean }> =>
  ({ graph, config: { keepdims = false }, inputs: [input], output }) => {
    const { shape, channels } = input!;
    const firstAxis = channels === 'first' ? 2 : 1;
    const axes = shape.slice(1).map((_, axis) => firstAxis + axis);
    return graph.apply(
      op,
      [input!],
      { shape: output, channels },
      {
        axes: { ints: axes },
        keepdims: { int: Number(keepdims) },
      },
    );
  };

export const GlobalAveragePooling2D: OnnxLayer<ConfigOf<'GlobalAveragePooling2D'>> = overPlaces('ReduceMean');
export const GlobalMaxPooling2D: OnnxLayer<ConfigOf<'GlobalMaxPooling2D'>> = overPlaces('ReduceMax');
export const GlobalAveragePooling1D: OnnxLayer<ConfigOf<'GlobalAveragePooling1D'>> = overPlaces('ReduceMean');
export const GlobalMaxPooling1D: OnnxLayer<ConfigOf<'GlobalMaxPooling1D'>> = overPlaces('ReduceMax');
