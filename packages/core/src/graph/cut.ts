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
 * The deepest cut that leaves every layer of `live` above it, and every layer that draws random numbers.
 * A shortcut that bypasses the border is stored too, so a cut may have more than one output.
 */
export function findCut(graph: LayerGraph, live: ReadonlySet<string>): Cut {
  const above = new Set<string>();
  for (const layer of graph.layers) {
    const changes = live.has(layer.name) || kindOf(layer).stochastic || layer.inputs.some((input) => above.has(input));
    if (changes) above.add(layer.name);
  }
  const borders = new Set(
    graph.layers.filter(({ name }) => above.has(name)).flatMap(({ inputs }) => inputs.filter((input) => !above.has(input))),
  );
  const names = graph.layers.map((layer) => layer.name);
  return { outputs: names.filter((name) => borders.has(name)), above: names.filter((name) => above.has(name)) };
}
