import { layerKinds } from '../layers/layer-kinds.js';
import type { LayerKind, Shape, WeightSpec } from '../layers/layer-kind.js';
import type { Layer, LayerGraph } from './layer-graph.js';

/** The rules of a layer's kind, with the config's type widened to that of the layer at hand. */
export const kindOf = (layer: Layer): LayerKind<unknown> => layerKinds[layer.kind] as LayerKind<unknown>;

export interface LayerFacts {
  readonly layer: Layer;
  readonly inputs: readonly Shape[];
  readonly output: Shape;
  readonly weights: readonly WeightSpec[];
  /** Forward, for one image. */
  readonly flops: number;
}

/** Shapes, weights and cost of every layer, by name, in the graph's order. Throws a RangeError that names the layer. */
export function describeLayers(graph: LayerGraph): ReadonlyMap<string, LayerFacts> {
  const facts = new Map<string, LayerFacts>();
  for (const layer of graph.layers) {
    const kind = kindOf(layer);
    try {
      const inputs = layer.inputs.map((name) => facts.get(name)!.output);
      checkArity(kind.arity, inputs.length);
      const output = kind.outputShape(layer.config, inputs);
      const weights = kind.weights(layer.config, inputs);
      facts.set(layer.name, {
        layer,
        inputs,
        output,
        weights,
        flops: kind.flops(layer.config, inputs, output),
      });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new RangeError(`${layer.kind} ${layer.name} of ${graph.name}: ${error.message}`, {
        cause: error,
      });
    }
  }
  return facts;
}

function checkArity(arity: LayerKind<unknown>['arity'], found: number): void {
  if (arity === 'many' ? found >= 2 : found === arity) return;
  const expected = arity === 'many' ? 'at least 2 inputs' : `${arity} input${arity === 1 ? '' : 's'}`;
  throw new RangeError(`takes ${expected}, found ${found}`);
}
