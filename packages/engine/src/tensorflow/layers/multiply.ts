import type { ConfigOf, Shape } from '@thaw/core';
import type { GraphDefBuilder } from '../graph-def/graph-def-builder.js';
import type { Output } from '../graph-def/node-list.js';
import type { TensorflowLayer } from './tensorflow-layer.js';

export const Multiply: TensorflowLayer<ConfigOf<'Multiply'>> = {
  forward({ graph, inputs, inputShapes }) {
    const multiply = (factors: readonly Output[]) =>
      factors.reduce((product, factor) => graph.mul(product, factor));
    return {
      output: multiply(inputs),
      backward: (gradient) => ({
        inputs: inputs.map((_, index) => {
          const others = inputs.filter((__, other) => other !== index);
          return collected(graph, multiply([gradient, ...others]), inputShapes, index);
        }),
      }),
    };
  },
};

/** Summed along the axes in which this one counted for all places of the others. */
function collected(graph: GraphDefBuilder, x: Output, shapes: readonly Shape[], index: number): Output {
  const axes = [...shapes[index]!.keys()].filter(
    (axis) => shapes[index]![axis] === 1 && shapes.some((shape) => shape[axis]! > 1),
  );
  const behindBatch = axes.map((axis) => axis + 1);
  return axes.length === 0 ? x : graph.sum(x, behindBatch, true);
}
