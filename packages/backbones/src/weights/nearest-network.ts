import {
  allNames,
  tensorsAt,
  weightsRecord,
  type Backbone,
  type LayerGraph,
  type Shape,
} from '@thaw/core/graph';
import { backbones } from '../registry.js';
import { bestFit, isComplete, type Fit } from './match-weights.js';
import type { StoredFile } from './stored-model.js';

/** A network of Thaw's, and how a file fits it. */
export interface NearNetwork {
  readonly backbone: Backbone;
  readonly fit: Fit;
  /** How many classes the classifier tells apart that lies beside it in the file, as far as that is known. */
  readonly classes: number | undefined;
}

/**
 * As many layers with weights as VGG16 has, the fewest of all. To hold a file against every network takes half a second, which one that has
 * less than half of these is not worth: all differ in more of their layers than a network that is near.
 */
export const fewestLayers = 13;

/** A network that differs in a larger part of its layers is not near. */
export const mostOfNear = 0.5;

/** The network that a file holds that was read for `graph`, else the one that differs in the smallest part of its layers. None of files that hold next to nothing. */
export function nearestNetwork(stored: StoredFile, file: string, graph: LayerGraph): NearNetwork | undefined {
  if (countOf(stored, graph) < fewestLayers * mostOfNear) return undefined;
  let nearest: NearNetwork | undefined;
  for (const backbone of Object.values<Backbone>(backbones)) {
    const graph = backbone.build(backbone.minimumImageSize);
    const maps = allNames(weightsRecord(backbone, { file }));
    const fit = bestFit(graph, stored.modelsFor(graph, maps.length > 0 ? maps : undefined));
    if (!fit || (nearest && misfit(fit) >= misfit(nearest.fit))) continue;
    const used = new Set(maps.flatMap((map) => [...map(graph).values()].flatMap(tensorsAt)));
    nearest = { backbone, fit, classes: stored.tensors && classesBeside(stored.tensors, used, backbone) };
    if (isComplete(fit)) return nearest;
  }
  return nearest;
}

/** Of what fills a layer, at most: its tensors, or the layers of its largest model. */
const countOf = ({ tensors, modelsFor }: StoredFile, graph: LayerGraph): number =>
  tensors?.size ?? Math.max(0, ...modelsFor(graph).map(({ layers }) => layers.length));

/** Of its layers, how large a part does not fit. */
export const misfit = ({ misfits, between, wanted }: Fit): number =>
  (misfits.size + between.length) / wanted.length;

/** By the weight and bias of what the network has none of: as many as there are, or as it was trained to. */
function classesBeside(
  tensors: NonNullable<StoredFile['tensors']>,
  used: ReadonlySet<string>,
  { weights }: Backbone,
): number | undefined {
  const isMatrix = (shape: Shape | undefined, rows: number) => shape?.length === 2 && shape[0] === rows;
  const counts = [...tensors].flatMap(([name, { shape }]) => {
    const matrix = tensors.get(name.replace(/bias$/, 'weight'))?.shape;
    return shape.length === 1 && !used.has(name) && isMatrix(matrix, shape[0]!) ? [shape[0]!] : [];
  });
  if (new Set(counts).size === 1) return counts[0];
  return weights.find(({ classes = 0 }) => counts.includes(classes))?.classes;
}
