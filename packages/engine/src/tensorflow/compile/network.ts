import { describeLayers, type LayerGraph } from '@thaw/core';
import type { GraphDefBuilder } from '../graph-def/graph-def-builder.js';
import type { Output } from '../graph-def/node-list.js';
import type { LayerPass, TrainingPass } from '../layers/tensorflow-layer.js';
import { tensorflowLayer } from '../layers/tensorflow-layers.js';

/** A network written into a graph: what each layer computes and its way back, by layer, in the network's order. */
export type NetworkPass = ReadonlyMap<string, LayerPass>;

/** Writes the layers above the input layers, whose outputs `feeds` are. */
export function writeForward(
  graph: GraphDefBuilder,
  network: LayerGraph,
  feeds: ReadonlyMap<string, Output>,
  weightOf: (path: string) => Output,
  training?: TrainingPass,
): NetworkPass {
  const passes = new Map<string, LayerPass>();
  const outputOf = (name: string) => feeds.get(name) ?? passes.get(name)!.output;
  for (const [name, { layer, inputs: inputShapes, weights: specs }] of describeLayers(network)) {
    if (layer.kind === 'InputLayer') continue;
    const { forward, keepsFloat32Weights } = tensorflowLayer(layer.kind);
    const inputs = layer.inputs.map(outputOf);
    const pass = graph.inScope(name, () => {
      const weights = Object.fromEntries(
        specs.map((spec) => {
          const weight = weightOf(`${name}/${spec.name}`);
          return [spec.name, keepsFloat32Weights ? weight : graph.cast(weight, inputs[0]!.type)];
        }),
      );
      return forward({
        graph,
        name,
        config: layer.config,
        inputs,
        inputShapes,
        weights,
        ...(training && { training }),
      });
    });
    passes.set(name, pass);
  }
  return passes;
}

/**
 * Writes the way back from the network's output, given the gradient there. Returns the gradients by the weights of the
 * layers in `trained`, float32, by `layer/weight`. Layers with nothing trained below them are not gone through.
 */
export function writeBackward(
  graph: GraphDefBuilder,
  network: LayerGraph,
  passes: NetworkPass,
  outputGradient: Output,
  trained: ReadonlySet<string>,
): ReadonlyMap<string, Output> {
  const reached = new Set(trained);
  for (const { name, inputs } of network.layers)
    if (inputs.some((input) => reached.has(input))) reached.add(name);

  const byOutput = new Map<string, Output[]>([[network.output, [outputGradient]]]);
  const byWeight = new Map<string, Output>();
  for (const { name, inputs } of network.layers.toReversed()) {
    const summands = byOutput.get(name);
    if (!summands || !reached.has(name)) continue;
    graph.inScope(`${name}/gradient`, () => {
      const gradients = passes.get(name)!.backward(graph.addN(summands));
      inputs.forEach((input, index) => {
        if (!reached.has(input)) return;
        const gradient = graph.cast(gradients.inputs[index]!, passes.get(input)!.output.type);
        byOutput.set(input, [...(byOutput.get(input) ?? []), gradient]);
      });
      if (!trained.has(name)) return;
      for (const [weight, gradient] of Object.entries(gradients.weights ?? {}))
        byWeight.set(`${name}/${weight}`, graph.cast(gradient, 'float32'));
    });
  }
  return byWeight;
}
