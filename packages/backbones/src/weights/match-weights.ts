import {
  describeLayers,
  type LayerFacts,
  type LayerGraph,
  type NumericArray,
  type Weights,
} from '@thaw/core/graph';
import { layersBetween, pairByName, pairByOrder, type Pairing } from './pair-layers.js';
import type { StoredModel } from './stored-model.js';

/** How well a stored model fits a graph under the best way to pair their layers. */
export interface Fit {
  readonly model: StoredModel;
  readonly pairing: Pairing;
  /** The graph's layers that have weights. */
  readonly wanted: readonly LayerFacts[];
  /** What does not fit, for each such layer, weight by weight. */
  readonly misfits: ReadonlyMap<string, readonly string[]>;
  /** What is stored between the layers that are used. */
  readonly between: readonly string[];
}

export const isComplete = (fit: Fit): boolean => fit.misfits.size === 0 && fit.between.length === 0;

/**
 * The best fit of any model in a file; undefined if the file holds no layers at all. A network's layers may lie in several
 * models, as those of ConvNeXt's stem do in a Sequential: all together fit by name alone, those inside before those outside.
 */
export function bestFit(graph: LayerGraph, models: readonly StoredModel[]): Fit | undefined {
  const wanted = [...describeLayers(graph).values()].filter(({ weights }) => weights.length > 0);
  const fitOf = (model: StoredModel, pair: typeof pairByName): Fit => {
    const pairing = pair(wanted, model);
    const misfits = findMisfits(wanted, pairing);
    const between = [...layersBetween(pairing, model), ...(model.between ?? [])];
    return { model, pairing, wanted, misfits, between };
  };
  const fits = models.flatMap((model) => [pairByName, pairByOrder].map((pair) => fitOf(model, pair)));
  if (models.length > 1 && !fits.some(isComplete)) {
    const together = models.toReversed().flatMap(({ layers }) => layers);
    fits.push(fitOf({ layers: together }, pairByName));
  }
  // Of equal ones the larger model comes first: a message about a classifier's two layers would help nobody.
  return fits
    .filter(({ model }) => model.layers.length > 0)
    .sort((a, b) => faults(a) - faults(b) || b.model.layers.length - a.model.layers.length)[0];
}

/** Reads the weights that a complete fit pairs; everything else in the file is left alone. */
export function readFit({ wanted, pairing }: Fit): Weights {
  return new Map(
    wanted.flatMap(({ layer, weights }) =>
      weights.map(({ name, shape }, index): [string, NumericArray] => {
        const data = pairing.get(layer.name)!.tensors[index]!.read();
        return [`${layer.name}/${name}`, { shape, data }];
      }),
    ),
  );
}

const faults = (fit: Fit) => fit.misfits.size + fit.between.length;

function findMisfits(wanted: readonly LayerFacts[], pairing: Pairing): Map<string, string[]> {
  const misfits = new Map<string, string[]>();
  for (const { layer, weights } of wanted) {
    const tensors = pairing.get(layer.name)?.tensors ?? [];
    const lines = weights.flatMap(({ name, shape }, index) => {
      const found = tensors[index]?.shape;
      return found?.join() === shape.join() ? [] : [`${name}: expected ${show(shape)}, found ${show(found)}`];
    });
    if (lines.length === 0 && tensors.length > weights.length) {
      lines.push(`expected ${weights.length} weights, found ${tensors.length}`);
    }
    if (lines.length > 0) misfits.set(layer.name, lines);
  }
  return misfits;
}

const show = (shape: readonly number[] | undefined) => (shape ? `[${shape.join(', ')}]` : 'nothing');
