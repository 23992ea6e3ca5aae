import { heldActivations } from '../../graph/held-activations.js';
import type { LayerGraph } from '../../graph/layer-graph.js';
import { describeLayers, type LayerFacts } from '../../graph/shapes.js';
import { product } from '../../layers/convolution.js';
import { addWork, layerWork, noWork, type Work } from './work.js';

/** What one image costs on its way from some layers' activations to others'. */
export interface PassCost {
  readonly work: Work;
  /** Layers passed through. */
  readonly layers: number;
  /** Most of the activations that are alive at once when each is freed after its last use. */
  readonly peakBytes: number;
  /** All of the activations: no less than what a backward pass needs. */
  readonly totalBytes: number;
  /** Of the activations, those that are written to memory at all: layers are fused. */
  readonly heldBytes: number;
  /** Numbers of the largest activation. */
  readonly largestArray: number;
  /** Weights of the layers passed through. */
  readonly parameterBytes: number;
  /** Of `outputs`, as float32. */
  readonly outputBytes: number;
}

/** From `inputs` (none: from the image) to `outputs`. All numbers are float32. */
export function passCost(
  graph: LayerGraph,
  { inputs = [], outputs }: { readonly inputs?: readonly string[]; readonly outputs: readonly string[] },
): PassCost {
  const facts = describeLayers(graph);
  const passed = layersBetween(graph, new Set(inputs), outputs).map((name) => facts.get(name)!);
  const bytes = ({ output }: LayerFacts) => 4 * product(output);
  const lastUse = new Map(passed.flatMap(({ layer }) => layer.inputs.map((input) => [input, layer.name])));
  const kept = new Set(outputs);
  const alive = new Map(inputs.map((name) => [name, bytes(facts.get(name)!)]));
  const sum = { work: noWork, peakBytes: 0, totalBytes: 0, heldBytes: 0, largestArray: 0, parameterBytes: 0 };
  const held = heldActivations(graph);
  for (const each of passed) {
    const { name, inputs: used } = each.layer;
    alive.set(name, bytes(each));
    sum.work = addWork(sum.work, layerWork(each));
    sum.totalBytes += bytes(each);
    if (held.has(name)) sum.heldBytes += bytes(each);
    sum.largestArray = Math.max(sum.largestArray, product(each.output));
    sum.parameterBytes += 4 * each.weights.reduce((size, { shape }) => size + product(shape), 0);
    sum.peakBytes = Math.max(
      sum.peakBytes,
      [...alive.values()].reduce((total, size) => total + size, 0),
    );
    for (const input of used) if (lastUse.get(input) === name && !kept.has(input)) alive.delete(input);
  }
  return {
    ...sum,
    layers: passed.length,
    outputBytes: outputs.reduce((total, name) => total + bytes(facts.get(name)!), 0),
  };
}

/** The layers that have to run, in the graph's order: ancestors of `outputs` down to `inputs`, without these. */
function layersBetween(
  graph: LayerGraph,
  inputs: ReadonlySet<string>,
  outputs: readonly string[],
): readonly string[] {
  const needed = new Set(outputs.filter((name) => !inputs.has(name)));
  for (const { name, inputs: used } of graph.layers.toReversed()) {
    if (needed.has(name)) used.filter((input) => !inputs.has(input)).forEach((input) => needed.add(input));
  }
  return graph.layers.map(({ name }) => name).filter((name) => needed.has(name));
}
