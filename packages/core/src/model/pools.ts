import type { ConfigOf, LayerKindName } from '../layers/layer-kinds.js';
import type { Backbone } from '../graph/backbone.js';
import type { LayerGraph } from '../graph/layer-graph.js';
import { describeLayers } from '../graph/shapes.js';

/** What networks without a head end in, by how many axes it has. */
const outputs = { 1: 'row', 2: 'tokens', 3: 'image' } as const;
export type OutputKind = (typeof outputs)[keyof typeof outputs];

/** One layer of what comes first in a head. */
type PoolLayer = {
  [Kind in LayerKindName]: { readonly kind: Kind; readonly config: ConfigOf<Kind> };
}[LayerKindName];

/** What comes before the tokens of an image's patches. */
interface Prefix {
  readonly classTokens: number;
  readonly registers: number;
}

interface Pool {
  /** In a sentence of its own, for the schema. */
  readonly says: string;
  /** For each kind of output that it takes, its layers; none where the network lacks what it is made of. */
  readonly of: Readonly<
    Partial<Record<OutputKind, (prefix: Prefix, tokens: number) => readonly PoolLayer[]>>
  >;
}

const one = (kind: 'GlobalAveragePooling2D' | 'GlobalMaxPooling2D' | 'Flatten') => () =>
  [{ kind, config: {} }] as const;

/** Over the patches alone: what stands before them is no part of the image. */
const overPatches =
  (kind: 'GlobalAveragePooling1D' | 'GlobalMaxPooling1D') =>
  ({ classTokens, registers }: Prefix): readonly PoolLayer[] => {
    const before = classTokens + registers;
    const crop: PoolLayer = { kind: 'Cropping1D', config: { cropping: [before, 0] } };
    return [...(before > 0 ? [crop] : []), { kind, config: {} }];
  };

/** How a network's output becomes one row an image, by its name in a spec. */
export const pools = {
  avg: {
    says: 'avg: the mean over all places, or over all patches',
    of: { image: one('GlobalAveragePooling2D'), tokens: overPatches('GlobalAveragePooling1D') },
  },
  max: {
    says: 'max: the largest of all places, or of all patches',
    of: { image: one('GlobalMaxPooling2D'), tokens: overPatches('GlobalMaxPooling1D') },
  },
  flatten: {
    says: 'flatten: all there is, one after the other',
    of: { image: one('Flatten'), tokens: one('Flatten') },
  },
  token: {
    says: "token: a transformer's class token",
    of: {
      // The mean of one; a network that was distilled has two (DeiT).
      tokens: ({ classTokens }, tokens) =>
        classTokens === 0
          ? []
          : [
              { kind: 'Cropping1D', config: { cropping: [0, tokens - classTokens] } },
              { kind: 'GlobalAveragePooling1D', config: {} },
            ],
    },
  },
  map: {
    says: 'map: the attention pooling that a network was trained with, which is a part of it',
    // What comes of it is a row, and is left as it is.
    of: { row: one('Flatten') },
  },
} as const satisfies Readonly<Record<string, Pool>>;

export type PoolName = keyof typeof pools;
export const poolNames = Object.keys(pools) as readonly PoolName[];

/** How a network pools where nothing else is said. */
export const ownPool = ({ pool = 'avg' }: Backbone): PoolName => pool;

/** The layers by which a network's output becomes a row; none if it cannot be pooled so. */
export function poolLayers(network: LayerGraph, name: PoolName): readonly PoolLayer[] {
  const { output } = describeLayers(network).get(network.output)!;
  const { of }: Pool = pools[name];
  return of[outputs[output.length as keyof typeof outputs]]?.(prefixOf(network), output[0]!) ?? [];
}

/** The poolings that a network's output takes. */
export const poolsOf = (network: LayerGraph): readonly PoolName[] =>
  poolNames.filter((name) => poolLayers(network, name).length > 0);

function prefixOf({ layers }: LayerGraph): Prefix {
  const prefix = { classTokens: 0, registers: 0 };
  for (const layer of layers) {
    if (layer.kind === 'ClassToken') prefix.classTokens++;
    if (layer.kind === 'RegisterTokens') prefix.registers += layer.config.count;
  }
  return prefix;
}
