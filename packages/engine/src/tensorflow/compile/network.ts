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
    const kind = tensorflowLayer(layer.kind);
    const keepsFloat32 = kind.keepsFloat32Weights?.(inputShapes);
    const inputs = layer.inputs.map(outputOf);
    const pass = graph.inScope(name, () => {
      const weights = Object.fromEntries(
        specs.map((spec) => {
          const weight = weightOf(`${name}/${spec.name}`);
          return [spec.name, keepsFloat32 ? weight : graph.cast(weight, inputs[0]!.type)];
        }),
      );
      return kind.forward({
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

/** Float32 by the weights, by `layer/weight`; by the input layers in the type of what they are fed. */
export interface NetworkGradients {
  readonly weights: ReadonlyMap<string, Output>;
  readonly inputs: ReadonlyMap<string, Output>;
}

/**
 * Writes the way back from the network's output, given the gradient there. Returns the gradients by the weights of the
 * layers in `wanted`, and by the input layers in it. Layers with nothing wanted below them are not gone through.
 */
export function writeBackward(
  graph: GraphDefBuilder,
  network: LayerGraph,
  passes: NetworkPass,
  outputGradient: Output,
  wanted: ReadonlySet<string>,
): NetworkGradients {
  const reached = new Set(wanted);
  for (const { name, inputs } of network.layers)
    if (inputs.some((input) => reached.has(input))) reached.add(name);

  const byOutput = new Map<string, Output[]>([[network.output, [outputGradient]]]);
  const weights = new Map<string, Output>();
  const byInput = new Map<string, Output>();
  for (const { name, kind, inputs } of network.layers.toReversed()) {
    const summands = byOutput.get(name);
    if (!summands || !reached.has(name)) continue;
    graph.inScope(`${name}/gradient`, () => {
      if (kind === 'InputLayer') return void byInput.set(name, graph.addN(summands));
      const gradients = passes.get(name)!.backward(graph.addN(summands));
      inputs.forEach((input, index) => {
        if (!reached.has(input)) return;
        const byValue = gradients.inputs[index]!;
        const gradient = graph.cast(byValue, passes.get(input)?.output.type ?? byValue.type);
        byOutput.set(input, [...(byOutput.get(input) ?? []), gradient]);
      });
      if (!wanted.has(name)) return;
      for (const [weight, gradient] of Object.entries(gradients.weights ?? {}))
        weights.set(`${name}/${weight}`, graph.cast(gradient, 'float32'));
    });
  }
  return { weights, inputs: byInput };
}
