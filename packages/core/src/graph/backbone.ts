import type { PoolName } from '../model/pools.js';
import type { LayerGraph } from './layer-graph.js';
import type { WeightsRecord } from './weights-record.js';

/** A pretrained network, as data. Packages of backbones export these; `core` is handed them by name. */
export interface Backbone {
  /** What the network is called: `xception`. Those that are built in go by it in specs, others by their package. */
  readonly name: string;
  /** As people call it: `Xception`. */
  readonly title: string;
  /** The paper or file the architecture is from. */
  readonly source: string;
  /** Side of the smallest square input that it can take, in pixels. */
  readonly minimumImageSize: number;
  /** Of the largest; absent if any larger one will do. */
  readonly maximumImageSize?: number;
  /** Sides of images are whole multiples of it, as of a patch's; absent if any side will do. */
  readonly imageSizeStep?: number;
  /** How its features become one row an image where a spec leaves it open; absent for `avg`. */
  readonly pool?: PoolName;
  /** What whoever plans with it should know, a sentence each: of a model in a file, what was made of it. */
  readonly notes?: readonly string[];
  /** What it was trained to. The first says how images are shown to it where no other is meant. */
  readonly weights: readonly [WeightsRecord, ...WeightsRecord[]];
  /** The network without its classifier: a feature map, tokens or, where it pools by weights of its own, one row. For square RGB images of this side. */
  build(imageSize: number): LayerGraph;
}

/** Backbones by name: what `core` is given so that it can check and plan specs. */
export type BackboneRegistry = Readonly<Record<string, Backbone>>;
