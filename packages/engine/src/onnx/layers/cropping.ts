import type { ConfigOf, Pair } from '@thaw/core';
import type { LayerCall, OnnxLayer } from './onnx-layer.js';
import type { Value } from '../onnx-graph.js';

export const Cropping1D: OnnxLayer<ConfigOf<'Cropping1D'>> = (call) => crop(call, [call.config.cropping]);
export const Cropping2D: OnnxLayer<ConfigOf<'Cropping2D'>> = (call) => crop(call, call.config.cropping);

/** Takes off so much before and after along each axis of places. */
function crop({ graph, inputs: [input], output }: LayerCall<unknown>, cropping: readonly Pair[]): Value {
  const firstAxis = input!.channels === 'first' ? 2 : 1;
  const starts = cropping.map(([before]) => before);
  const ends = cropping.map(([before], axis) => before + output[axis]!);
  const axes = cropping.map((_, axis) => firstAxis + axis);
  const bounds = [starts, ends, axes].map((numbers) => graph.integers(numbers));
  return graph.apply('Slice', [input!, ...bounds], { ...input!, shape: output });
}
