import { own, type ConfigOf } from '@thaw/core';
import { scaleAndShift } from '../../network/merge-normalizations.js';
import type { OnnxLayer } from './onnx-layer.js';

/** One that no convolution took in. What it does to each channel is written, and not its statistics: variances may be too small for float16. */
export const BatchNormalization: OnnxLayer<ConfigOf<'BatchNormalization'>> = ({
  graph,
  config,
  inputs: [input],
  weights,
}) => {
  const { scale, shift } = scaleAndShift(config, (name) => own(weights, name));
  const scaled = graph.apply('Mul', [input!, graph.perChannel('scale', scale, input!)], input!);
  return graph.apply('Add', [scaled, graph.perChannel('shift', shift, input!)], input!);
};
