import { usualNegativeSlope, type Activation } from '@thaw/core';
import type { GraphDefBuilder } from '../graph-def/graph-def-builder.js';
import type { Output } from '../graph-def/node-list.js';

/** An activation and the way back through it. Where it can, a gradient goes by the output, so that the input is freed. */
export interface Activated {
  readonly output: Output;
  backward(gradient: Output): Output;
}

type Activate = (graph: GraphDefBuilder, input: Output) => Activated;

export const activate = (graph: GraphDefBuilder, input: Output, activation: Activation): Activated =>
  activations[activation](graph, input);

const activations: Readonly<Record<Activation, Activate>> = {
  linear: (_graph, input) => ({ output: input, backward: (gradient) => gradient }),
  relu: (graph, input) => rectify(graph, input),
  relu6: (graph, input) => rectify(graph, input, 6),
  leaky_relu: (graph, input) => leak(graph, input, usualNegativeSlope),
  softmax(graph, input) {
    const output = graph.softmax(input);
    const backward = (gradient: Output) => {
      const along = graph.sum(graph.mul(gradient, output), [-1], true);
      return graph.mul(graph.sub(gradient, along), output);
    };
    return { output, backward };
  },
  sigmoid,
  hard_sigmoid: hardSigmoid,
  silu: (graph, input) => gated(graph, input, sigmoid),
  hard_silu: (graph, input) => gated(graph, input, hardSigmoid),
  gelu: (graph, input) =>
    gaussian(graph, input, {
      bend: graph.erf(graph.mul(input, numberLike(graph, Math.SQRT1_2, input))),
      slope() {
        const exponent = graph.mul(graph.square(input), numberLike(graph, -0.5, input));
        return graph.mul(graph.exp(exponent), numberLike(graph, rootOfTwoByPi, input));
      },
    }),
  gelu_tanh(graph, input) {
    const square = graph.square(input);
    const times = (x: Output, factor: number) => graph.mul(x, numberLike(graph, factor, input));
    const plusOne = (x: Output) => graph.addV2(x, numberLike(graph, 1, input));
    const argument = graph.mul(input, plusOne(times(square, cubic)));
    const bend = graph.tanh(times(argument, rootOfTwoByPi));
    const slope = () => graph.tanhGrad(bend, times(plusOne(times(square, 3 * cubic)), rootOfTwoByPi));
    return gaussian(graph, input, { bend, slope });
  },
  quick_gelu: (graph, input) => gated(graph, input, quickGate),
};

/** `max(input, 0)`, and at most `ceiling`; no gradient passes at 0 and at the ceiling. */
export function rectify(graph: GraphDefBuilder, input: Output, ceiling = Infinity): Activated {
  if (ceiling === 6) {
    const output = graph.relu6(input);
    return { output, backward: (gradient) => graph.relu6Grad(gradient, output) };
  }
  const rectified = graph.relu(input);
  const through = (gradient: Output) => graph.reluGrad(gradient, rectified);
  if (ceiling === Infinity) return { output: rectified, backward: through };
  const limit = numberLike(graph, ceiling, input);
  const output = graph.minimum(rectified, limit);
  const backward = (gradient: Output) => {
    const below = graph.cast(graph.less(output, limit), gradient.type);
    return through(graph.mul(gradient, below));
  };
  return { output, backward };
}

/** `input`, and `input · negativeSlope` below 0. */
export const leak = (graph: GraphDefBuilder, input: Output, negativeSlope: number): Activated => ({
  output: graph.leakyRelu(input, negativeSlope),
  backward: (gradient) => graph.leakyReluGrad(gradient, input, negativeSlope),
});

function sigmoid(graph: GraphDefBuilder, input: Output): Activated {
  const output = graph.sigmoid(input);
  return { output, backward: (gradient) => graph.sigmoidGrad(output, gradient) };
}

/** `relu6(input + 3) / 6`. */
function hardSigmoid(graph: GraphDefBuilder, input: Output): Activated {
  const sixth = numberLike(graph, 1 / 6, input);
  const { output, backward } = rectify(graph, graph.addV2(input, numberLike(graph, 3, input)), 6);
  return {
    output: graph.mul(output, sixth),
    backward: (gradient) => backward(graph.mul(gradient, sixth)),
  };
}

/** A sigmoid of steeper slope: that of CLIP's `QuickGELU` (github.com/openai/CLIP, clip/model.py). */
function quickGate(graph: GraphDefBuilder, input: Output): Activated {
  const steepness = numberLike(graph, 1.702, input);
  const { output, backward } = sigmoid(graph, graph.mul(input, steepness));
  return { output, backward: (gradient) => graph.mul(backward(gradient), steepness) };
}

/** The input times a gate that it sets itself. */
function gated(graph: GraphDefBuilder, input: Output, activate: Activate): Activated {
  const gate = activate(graph, input);
  return {
    output: graph.mul(input, gate.output),
    backward: (gradient) =>
      graph.addV2(graph.mul(gradient, gate.output), gate.backward(graph.mul(gradient, input))),
  };
}

const rootOfTwoByPi = Math.sqrt(2 / Math.PI);
/** Of the tanh that stands for erf (Hendrycks and Gimpel 2016, arXiv 1606.08415). */
const cubic = 0.044715;

/** `input / 2 · (1 + bend)`, in the order in which TensorFlow knows it and fuses it with the product before it. */
function gaussian(
  graph: GraphDefBuilder,
  input: Output,
  { bend, slope }: { readonly bend: Output; readonly slope: () => Output },
): Activated {
  const half = numberLike(graph, 0.5, input);
  const [halved, raised] = [graph.mul(input, half), graph.addV2(bend, numberLike(graph, 1, input))];
  return {
    output: graph.mul(halved, raised),
    backward: (gradient) =>
      graph.mul(gradient, graph.addV2(graph.mul(raised, half), graph.mul(halved, slope()))),
  };
}

/** A scalar in the type of `like`. */
const numberLike = (graph: GraphDefBuilder, value: number, like: Output): Output =>
  graph.cast(graph.const(value), like.type);
