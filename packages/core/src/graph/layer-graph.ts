import type { ConfigOf, LayerKindName } from '../layers/layer-kinds.js';

/** One layer of a network. */
export interface LayerOf<Kind extends LayerKindName> {
  /** As in Keras Applications, unique in its graph. */
  readonly name: string;
  readonly kind: Kind;
  readonly config: ConfigOf<Kind>;
  /** Names of the layers it takes its inputs from, in order. */
  readonly inputs: readonly string[];
  /** The block it belongs to, the unit of `trainable: { last: N }`. Layers of a head have none. */
  readonly block?: string;
}

export type Layer = { [Kind in LayerKindName]: LayerOf<Kind> }[LayerKindName];

/** One of a chain of layers, each of which takes what the one before it gives. */
export type ChainLayer = { [Kind in LayerKindName]: Omit<LayerOf<Kind>, 'inputs' | 'block'> }[LayerKindName];

/**
 * A network as data: it can be compared, hashed, planned and executed, and holds no tensor.
 * `layers` are in the order of `model.layers` in Keras, which is topological; one InputLayer comes first.
 */
export interface LayerGraph {
  readonly name: string;
  readonly layers: readonly Layer[];
  /** The layer whose output is the network's. */
  readonly output: string;
}
