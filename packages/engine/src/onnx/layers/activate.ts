import { usualNegativeSlope, type Activation } from '@thaw/core';
import type { OnnxGraph, Value } from '../onnx-graph.js';

export const activate = (graph: OnnxGraph, input: Value, activation: Activation): Value =>
  activations[activation](graph, input);

/** Gaussian units in the order of operators that runtimes know to make one of. */
const activations: Readonly<Record<Activation, (graph: OnnxGraph, x: Value) => Value>> = {
  linear: (_graph, x) => x,
  relu: (graph, x) => rectify(graph, x),
  relu6: (graph, x) => rectify(graph, x, 6),
  leaky_relu: (graph, x) => leak(graph, x, usualNegativeSlope),
  softmax(graph, x) {
    const last = graph.channelsLast(x);
    return graph.apply('Softmax', [last], last, { axis: { int: -1 } });
  },
  sigmoid: (graph, x) => graph.apply('Sigmoid', [x], x),
  hard_sigmoid: (graph, x) =>
    graph.apply('HardSigmoid', [x], x, { alpha: { float: 1 / 6 }, beta: { float: 0.5 } }),
  silu: (graph, x) => graph.apply('Mul', [x, graph.apply('Sigmoid', [x], x)], x),
  hard_silu: (graph, x) => graph.apply('HardSwish', [x], x),
  gelu(graph, x) {
    const erf = graph.apply('Erf', [graph.apply('Div', [x, graph.scalar(Math.SQRT2)], x)], x);
    return halfTimesOnePlus(graph, x, erf);
  },
  gelu_tanh(graph, x) {
    const cube = graph.apply('Pow', [x, graph.scalar(3)], x);
    const bent = graph.apply('Add', [x, graph.apply('Mul', [cube, graph.scalar(cubic)], x)], x);
    const scaled = graph.apply('Mul', [bent, graph.scalar(Math.sqrt(2 / Math.PI))], x);
    return halfTimesOnePlus(graph, x, graph.apply('Tanh', [scaled], x));
  },
  quick_gelu(graph, x) {
    const gate = graph.apply('Sigmoid', [graph.apply('Mul', [x, graph.scalar(steepness)], x)], x);
    return graph.apply('Mul', [x, gate], x);
  },
};

/** `max(input, 0)`, and at most `ceiling`. */
export const rectify = (graph: OnnxGraph, input: Value, ceiling?: number): Value =>
  ceiling === undefined
    ? graph.apply('Relu', [input], input)
    : graph.apply('Clip', [input, graph.scalar(0), graph.scalar(ceiling)], input);

/** `input`, and `input · negativeSlope` below 0. */
export const leak = (graph: OnnxGraph, input: Value, negativeSlope: number): Value =>
  graph.apply('LeakyRelu', [input], input, { alpha: { float: negativeSlope } });

function halfTimesOnePlus(graph: OnnxGraph, x: Value, gate: Value): Value {
  const open = graph.apply('Add', [gate, graph.scalar(1)], x);
  return graph.apply('Mul', [graph.apply('Mul', [x, open], x), graph.scalar(0.5)], x);
}

/** Of CLIP's `QuickGELU` (github.com/openai/CLIP, clip/model.py). */
const steepness = 1.702;
/** Of the tanh that stands for erf (Hendrycks and Gimpel 2016, arXiv 1606.08415). */
const cubic = 0.044715;
