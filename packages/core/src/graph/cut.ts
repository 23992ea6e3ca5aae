import type { LayerGraph } from './layer-graph.js';
import { kindOf } from './shapes.js';

/** Where a graph is divided: what lies below never changes in a phase and is computed once for each image. */
export interface Cut {
  /** The layers whose activations are stored, in the graph's order; the input layer when images are stored. */
  readonly outputs: readonly string[];
  /** The layers above, in the graph's order. */
  readonly above: readonly string[];
}

/**
 * The deepest cut that leaves every layer of `live` above it, and every layer of the head that draws random numbers. One
 * of the network's own, which belongs to a block, draws only above the cut: below, all is as in inference, like what
 * Keras calls with `training=False`.
 * A shortcut that bypasses the border is stored too, so a cut may have more than one output. The input layer never
 * changes, so at the shallowest it is the output; with nothing live the network's own output is.
 */
export function findCut(graph: LayerGraph, live: ReadonlySet<string>): Cut {
  const above = new Set<string>();
  for (const layer of graph.layers) {
    const draws = kindOf(layer).stochastic && layer.block === undefined;
    const changes = live.has(layer.name) || draws || layer.inputs.some((input) => above.has(input));
    if (changes && layer.kind !== 'InputLayer') above.add(layer.name);
  }
  const borders = new Set([graph.output]);
  for (const { name, inputs } of graph.layers)
    if (above.has(name)) inputs.forEach((input) => borders.add(input));
  const names = graph.layers.map((layer) => layer.name);
  return {
    outputs: names.filter((name) => borders.has(name) && !above.has(name)),
    above: names.filter((name) => above.has(name)),
  };
}
