import type { Activation } from '@thaw/core';
import type { GraphDefBuilder } from '../graph-def/graph-def-builder.js';
import type { Output } from '../graph-def/node-list.js';

/** An activation and the way back through it. Gradients go by the output alone, so that the input can be freed. */
export interface Activated {
  readonly output: Output;
  backward(gradient: Output): Output;
}

export function activate(graph: GraphDefBuilder, input: Output, activation: Activation): Activated {
  switch (activation) {
    case 'linear':
      return { output: input, backward: (gradient) => gradient };
    case 'relu':
      return rectify(graph, input);
    case 'relu6':
      return rectify(graph, input, 6);
    case 'softmax': {
      const output = graph.softmax(input);
      const backward = (gradient: Output) => {
        const along = graph.sum(graph.mul(gradient, output), [-1], true);
        return graph.mul(graph.sub(gradient, along), output);
      };
      return { output, backward };
    }
  }
}

/** `max(input, 0)`, and at most `ceiling`; no gradient passes at 0 and at the ceiling. */
export function rectify(graph: GraphDefBuilder, input: Output, ceiling = Infinity): Activated {
  if (ceiling === 6) {
    const output = graph.relu6(input);
    return { output, backward: (gradient) => graph.relu6Grad(gradient, output) };
  }
  const rectified = graph.relu(input);
  const through = (gradient: Output) => graph.reluGrad(gradient, rectified);
  if (ceiling === Infinity) return { output: rectified, backward: through };
  const limit = graph.cast(graph.const(ceiling), input.type);
  const output = graph.minimum(rectified, limit);
  const backward = (gradient: Output) => {
    const below = graph.cast(graph.less(output, limit), gradient.type);
    return through(graph.mul(gradient, below));
  };
  return { output, backward };
}
