import type { Layer, LayerGraph } from './layer-graph.js';
import { describeLayers } from './shapes.js';

/**
 * The part of a graph that computes `outputs` from the activations at `inputs`, in the graph's order. Each of `inputs`
 * that is needed becomes an InputLayer. Throws a RangeError when an output also depends on images that are not fed.
 */
export function subGraph(
  graph: LayerGraph,
  inputs: readonly string[],
  outputs: readonly string[],
): LayerGraph {
  const facts = describeLayers(graph);
  const needed = new Set<string>();
  const visit = (name: string) => {
    if (needed.has(name)) return;
    needed.add(name);
    const layer = facts.get(name)?.layer;
    if (!layer) throw new RangeError(`${graph.name} has no layer ${name}`);
    if (inputs.includes(name)) return;
    if (layer.kind === 'InputLayer')
      throw new RangeError(`${inputs.join(', ')} do not determine ${outputs.join(', ')}`);
    layer.inputs.forEach(visit);
  };
  outputs.forEach(visit);

  const layers = graph.layers
    .filter(({ name }) => needed.has(name))
    .map((layer): Layer => {
      if (!inputs.includes(layer.name)) return layer;
      const { name } = layer;
      return { name, kind: 'InputLayer', config: { shape: facts.get(name)!.output }, inputs: [] };
    });
  return { name: graph.name, layers, output: outputs.at(-1)! };
}
