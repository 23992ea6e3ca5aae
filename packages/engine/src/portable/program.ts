import * as tf from '@tensorflow/tfjs-core';
import { describeLayers, type Layer, type LayerGraph } from '@thaw/core';
import { portableLayer } from './layers/portable-layers.js';
import type { TrainingPass } from './layers/portable-layer.js';
import type { Tensors } from './tensors.js';

/** A graph, ready to be run: what each step computes, and what nobody needs after it. */
export interface Program {
  readonly steps: readonly Step[];
  /** The layers whose outputs a run returns. */
  readonly outputs: readonly string[];
}

interface Step {
  readonly layer: Layer;
  readonly weights: readonly string[];
  readonly released: readonly string[];
}

export function compile(graph: LayerGraph, outputs: readonly string[]): Program {
  const lastUse = new Map<string, string>();
  for (const layer of graph.layers) for (const input of layer.inputs) lastUse.set(input, layer.name);
  const facts = describeLayers(graph);
  const steps = graph.layers
    .filter((layer) => layer.kind !== 'InputLayer')
    .map((layer) => ({
      layer,
      weights: facts.get(layer.name)!.weights.map((weight) => weight.name),
      released: [...new Set(layer.inputs)].filter(
        (input) => lastUse.get(input) === layer.name && !outputs.includes(input),
      ),
    }));
  return { steps, outputs };
}

/**
 * Runs a program on the activations at its input layers. Each intermediate is disposed once its last consumer ran, so
 * that no more lives at a time than the network's shape demands; what a gradient needs is kept by the tape.
 * Returns the outputs, which belong to the caller; `feeds` and `weights` are borrowed.
 */
export function run(program: Program, feeds: Tensors, weights: Tensors, training?: TrainingPass): Tensors {
  const results = tf.tidy(() => {
    const values = new Map(feeds);
    for (const { layer, weights: names, released } of program.steps) {
      const { forward } = portableLayer(layer.kind);
      const inputs = layer.inputs.map((name) => values.get(name)!);
      const own = Object.fromEntries(names.map((name) => [name, weights.get(`${layer.name}/${name}`)!]));
      const context = { layer: layer.name, ...(training && { training }) };
      values.set(
        layer.name,
        tf.tidy(() => forward(layer.config, inputs, own, context)),
      );
      for (const name of released) {
        if (!feeds.has(name)) values.get(name)!.dispose();
        values.delete(name);
      }
    }
    return program.outputs.map((name) => (feeds.has(name) ? tf.clone(values.get(name)!) : values.get(name)!));
  });
  return new Map(program.outputs.map((name, index) => [name, results[index]!]));
}
