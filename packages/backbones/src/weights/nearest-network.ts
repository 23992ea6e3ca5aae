import { allNames, tensorsAt, weightsRecord, type Backbone, type Shape } from '@thaw/core/graph';
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

/** The network that a file holds, else the one that differs in the smallest part of its layers. */
export function nearestNetwork(stored: StoredFile, file: string): NearNetwork | undefined {
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
