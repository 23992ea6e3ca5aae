import type { ConfigOf } from '@thaw/core';
import type { OnnxLayer } from './onnx-layer.js';

/** Of two each: not everything that runs ONNX sums or multiplies more. */
const oneByOne =
  (op: 'Add' | 'Mul'): OnnxLayer<unknown> =>
  ({ graph, inputs, output }) =>
    graph
      .alike(inputs)
      .reduce((result, next) => graph.apply(op, [result, next], { ...result, shape: output }));

export const Add: OnnxLayer<ConfigOf<'Add'>> = oneByOne('Add');
export const Multiply: OnnxLayer<ConfigOf<'Multiply'>> = oneByOne('Mul');
