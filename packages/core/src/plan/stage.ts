import type { AugmentConfig } from '../augment/image-operations.js';
import type {
  BackboneConfig,
  FeaturesConfig,
  HeadConfig,
  LossConfig,
  PhaseConfig,
  RunConfig,
} from '../spec/run-config.js';
import type { DataPlace } from '../ports/data-source.js';
import type { Resize } from '../resize/resize.js';
import type { Redrawn } from '../training/redrawn.js';
import type { Reading } from '../training/reading.js';

/** In no plan are a `model`, which is made of a finished training, and a `score`, by which networks are compared before a plan is made. */
export type StageKind = Stage['kind'] | 'model' | 'score';
export type Stage = DatasetStage | FeaturesStage | TrainStage | EvaluateStage;

/**
 * The number of a kind changes when the code that computes it may give other results for the same settings; stages
 * that were stored under the old number are then no longer found. `docs/stages.md` says when to raise one.
 */
export const stageVersions = {
  dataset: 1,
  features: 1,
  train: 1,
  evaluate: 1,
  model: 1,
  score: 1,
} as const satisfies Record<StageKind, number>;

export const stageKinds = Object.keys(stageVersions) as readonly StageKind[];

interface StageBase {
  /** SHA-256 of the kind, its version, its settings and its parents' keys. */
  readonly key: string;
  readonly parents: readonly string[];
  /** Ids of the runs that need it. */
  readonly runs: readonly string[];
  /** For people: `features of xception at block13_out`. */
  readonly label: string;
  /** Floating-point operations it takes, estimated from the graph. */
  readonly work: number;
}

/** The index of the images: paths, contents, labels, groups. */
export interface DatasetStage extends StageBase {
  readonly kind: 'dataset';
  /** Hash of the whole index: paths, contents, labels, groups, splits. */
  readonly index: string;
  readonly data: DataPlace;
}

/** How a dataset is divided: a pure function of the index and these. */
export interface SplitSettings {
  readonly validation: number;
  readonly test: number;
  readonly seed: number;
  /** Which part of the images that are not for the test validates. */
  readonly fold?: { readonly number: number; readonly of: number };
  /** Draws which images validate, in place of `seed`, which draws those for the test: nobody ever trains on these. */
  readonly redrawn?: number;
}

/** Images that are wanted of a features stage. */
export interface WantedImages {
  /** The dataset whose images they are. */
  readonly dataset: string;
  /** Where they lie now. The same images elsewhere have the same features. */
  readonly data: DataPlace;
  /** How many pixels an image may have; absent: the default. */
  readonly maxPixels?: number;
  /** Of a stage with `augmented`: so many copies of each image that this split trains on. */
  readonly copies?: { readonly variants: number; readonly split: SplitSettings };
}

/**
 * Activations at a cut: a collection, to which the images are added that somebody wants and it does not have yet. It
 * holds those of an image by the image's content.
 */
export interface FeaturesStage extends StageBase {
  readonly kind: 'features';
  /** Of all datasets of the plan that read it. */
  readonly wanted: readonly WantedImages[];
  /** Of graph and preprocessing. */
  readonly graphHash: string;
  /** Identifies the weights by content: `random:42`, `file:<sha256>`, … */
  readonly weights: string;
  readonly backbone: BackboneConfig;
  /** How images meet the network's square; stretched to it, bilinear, if absent. */
  readonly resize?: Resize;
  /** Draws the backbone when its weights are `random`. */
  readonly seed: number;
  /** The layers whose activations are stored; the input layer's are decoded images. */
  readonly outputs: readonly string[];
  /** What they are computed in; float32 if absent, and where they are images. */
  readonly precision?: RunConfig['precision'];
  /** Whether XLA compiles what computes them; absent where they are images. */
  readonly compile?: RunConfig['compile'];
  /** How they are stored; float32 if absent. Images are bytes in any case. */
  readonly storedAs?: FeaturesConfig['precision'];
  /** The head's pooling, when the cut lies above it. */
  readonly pool?: HeadConfig['pool'];
  /** It holds augmented copies, which are drawn from this seed, the image's content and their number. */
  readonly augmented?: { readonly augment: Omit<AugmentConfig, 'variants'>; readonly seed: number };
}

/** One phase of the freeze schedule: a trajectory of epochs, each with a checkpoint. */
export interface TrainStage extends StageBase {
  readonly kind: 'train';
  readonly dataset: string;
  /** Stored activations that are trained and validated on. */
  readonly features: string;
  /** Stored activations of augmented copies, which then take the place of the training images. */
  readonly augmentedFeatures?: string;
  /** How many copies of each training image those are. */
  readonly variants?: number;
  /** By the keys of its features, what is read of each: these images and no others, in this order. */
  readonly reads: Readonly<Record<string, string>>;
  /** Augmentation drawn while training; the cut is then at the image. */
  readonly augment?: AugmentConfig;
  /** The phase before, and how its trajectory is read. */
  readonly previous?: { readonly key: string; readonly reading: Reading };
  readonly backbone: BackboneConfig;
  readonly head: HeadConfig;
  readonly loss: LossConfig;
  readonly batchSize: number;
  readonly precision?: RunConfig['precision'];
  readonly memory?: RunConfig['memory'];
  readonly compile?: RunConfig['compile'];
  /** Identifies the backbone's weights by content. */
  readonly weights: string;
  /** How long it is, where its schedule depends on that. */
  readonly epochs?: number;
  readonly split: SplitSettings;
  /** What is not drawn by the split's `seed`. */
  readonly seeds?: Readonly<Partial<Record<Exclude<Redrawn, 'split'>, number>>>;
  readonly phase: Pick<PhaseConfig, 'batchNorm' | 'optimizer' | 'learningRate' | 'schedule'>;
  readonly phaseIndex: number;
  /** Layers that train, head included. */
  readonly trainable: readonly string[];
  /** Layers that are fed from `features`. */
  readonly inputs: readonly string[];
  /** Everything above the cut. */
  readonly above: readonly string[];
  /** The ways in which the sweep's runs read the trajectory; it is computed as far as the longest needs. */
  readonly readings: readonly Reading[];
}

/** The final weights on held-out images. */
export interface EvaluateStage extends StageBase {
  readonly kind: 'evaluate';
  readonly train: string;
  readonly reading: Reading;
  readonly on: 'test' | 'validation';
}
