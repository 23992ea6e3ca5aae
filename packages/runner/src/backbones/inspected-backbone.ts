import {
  blocksOf,
  checkSelector,
  describeBlocks,
  describeLayers,
  ownPool,
  parametersOf,
  Thawings,
  type Backbone,
  type BlockFacts,
  type LayerGraph,
  type Selector,
  type Shape,
  type Thawing,
} from '@thaw/core';
import type { ListedBackbone } from './listed-backbone.js';

/** A network at one size of images, by its parts and by what a freeze schedule makes of them. */
export interface InspectedBackbone extends Omit<ListedBackbone, 'blocks'> {
  readonly blocks: readonly InspectedBlock[];
  readonly layers: readonly InspectedLayer[];
  /** What selectors come to: that which was asked about, or none, the last blocks one after another, and all. */
  readonly thawings: readonly SelectorThawing[];
}

/** A block; without a name the layers of none. */
export interface InspectedBlock extends Omit<BlockFacts, 'name' | 'layers'> {
  readonly name?: string;
  /** How many. */
  readonly layers: number;
}

export interface InspectedLayer {
  readonly name: string;
  readonly kind: string;
  readonly block?: string;
  readonly output: Shape;
  readonly parameters: number;
  readonly flops: number;
}

export interface SelectorThawing extends Omit<Thawing, 'above'> {
  readonly trainable: Selector;
  /** For the last blocks: the layer by which `{ from: LAYER }` says the same; absent if none does. */
  readonly from?: string;
}

export function inspectNetwork(
  { graph, blocks: _, ...listed }: ListedBackbone & { readonly graph: LayerGraph },
  backbone: Backbone,
  trainable?: Selector,
): InspectedBackbone {
  const thawings = new Thawings(graph, ownPool(backbone));
  const selectors = trainable === undefined ? usualSelectors(graph) : [{ trainable }];
  return {
    ...listed,
    blocks: describeBlocks(graph).map(({ name, layers, ...facts }) => ({
      ...(name !== undefined && { name }),
      layers: layers.length,
      ...facts,
    })),
    layers: layersOf(graph),
    thawings: selectors.map((each) => {
      const { above: _, ...thawing } = thawings.of(each.trainable);
      return { ...each, ...thawing };
    }),
  };
}

const layersOf = (graph: LayerGraph): readonly InspectedLayer[] =>
  [...describeLayers(graph).values()].map(({ layer: { name, kind, block }, output, weights, flops }) => ({
    ...{ name, kind, ...(block !== undefined && { block }), output },
    ...{ parameters: parametersOf({ weights }), flops },
  }));

/** Those of which freeze schedules are made. */
function usualSelectors(graph: LayerGraph): readonly Pick<SelectorThawing, 'trainable' | 'from'>[] {
  const lasts = blocksOf(graph)
    .toReversed()
    .flatMap((block, index) => {
      const trainable = { last: index + 1 };
      const { layers, problems } = checkSelector(graph, trainable);
      // Of blocks without weights nothing trains by themselves.
      if (problems.length > 0) return [];
      const from = graph.layers.find((layer) => layer.block === block)!.name;
      const isSame = String(checkSelector(graph, { from }).layers) === String(layers);
      return { trainable, ...(isSame && { from }) };
    });
  return [{ trainable: 'none' }, ...lasts, { trainable: 'all' }];
}
