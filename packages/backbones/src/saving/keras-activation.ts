import type { Activation } from '@thaw/core';
import type { KerasGraph, KerasTensor } from './keras-graph.js';

type Write = (graph: KerasGraph, name: string, input: KerasTensor) => KerasTensor;

/** By whose name Keras knows a function, and of what layers those are made that it has no name for. */
const activations: Readonly<Record<Activation, 'named' | Write>> = {
  linear: 'named',
  relu: 'named',
  relu6: 'named',
  leaky_relu: 'named',
  softmax: 'named',
  sigmoid: 'named',
  hard_sigmoid: 'named',
  silu: 'named',
  hard_silu: 'named',
  gelu: 'named',
  quick_gelu: (graph, name, input) =>
    gated(graph, name, input, graph.add('Rescaling', `${name}_steep`, { scale: 1.702, offset: 0 }, [input])),
  /** `input / 2 · (1 + tanh(argument))`, as `input · sigmoid(2 · argument)`. */
  gelu_tanh(graph, name, input) {
    const square = graph.add('Multiply', `${name}_square`, {}, [input, input]);
    const steepness = 2 * Math.sqrt(2 / Math.PI);
    const bend = { scale: steepness * 0.044715, offset: steepness };
    const factor = graph.add('Rescaling', `${name}_bend`, bend, [square]);
    return gated(graph, name, input, graph.add('Multiply', `${name}_argument`, {}, [input, factor]));
  },
};

/** Writes a layer by `make`, which is told what to call it and its own activation, and what comes after that if Keras has no name for it. */
export function activated(
  graph: KerasGraph,
  name: string,
  activation: Activation,
  make: (name: string, activation: Activation) => KerasTensor,
): KerasTensor {
  const way = activations[activation];
  return way === 'named' ? make(name, activation) : way(graph, name, make(`${name}_linear`, 'linear'));
}

/** Activations that are a layer. */
export function activation(
  graph: KerasGraph,
  name: string,
  activation: Activation,
  input: KerasTensor,
): KerasTensor {
  const way = activations[activation];
  return way === 'named' ? graph.add('Activation', name, { activation }, [input]) : way(graph, name, input);
}

function gated(graph: KerasGraph, name: string, input: KerasTensor, argument: KerasTensor): KerasTensor {
  const gate = graph.add('Activation', `${name}_gate`, { activation: 'sigmoid' }, [argument]);
  return graph.add('Multiply', name, {}, [input, gate]);
}
