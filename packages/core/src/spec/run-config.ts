import type { AugmentConfig } from '../augment/image-operations.js';
import type { PoolName } from '../model/pools.js';
import type { Resize } from '../resize/resize.js';
import type { MetricName } from '../task/metrics.js';
import type { Redrawn } from '../training/redrawn.js';
import type { Optimizer } from '../training/optimizers/optimizer-kinds.js';
import type { Schedule } from '../training/schedules/schedule-kinds.js';
import type { UnreadableLimit } from './allowed-unreadable.js';
import type { Compilation } from './compilation.js';
import type { Precision } from './precision.js';

/**
 * One run, resolved: every default filled in, every shorthand written out, settings that have no effect left out.
 * Plain JSON. Its hash is the run's id, so two specs that come to the same run share it. Paths are absolute.
 */
export interface RunConfig {
  readonly seed: number;
  /** Which of several that differ in what is drawn; absent of the first. */
  readonly repeat?: RepeatConfig;
  readonly data: DataConfig;
  readonly backbone: BackboneConfig;
  readonly head: HeadConfig;
  readonly loss: LossConfig;
  readonly batchSize: number;
  /** Absent: float32. */
  readonly features?: FeaturesConfig;
  /** Absent: float32. */
  readonly precision?: Exclude<Precision, 'float32'>;
  /** Absent: activations are kept from the forward to the backward pass. */
  readonly memory?: 'rematerialise';
  /** Absent: operations run one by one. */
  readonly compile?: Exclude<Compilation, 'off'>;
  /** At least one; each starts from the best (with `stop`) or the last weights of the one before. */
  readonly phases: readonly PhaseConfig[];
}

export interface DataConfig {
  /** A folder with one folder a class, or the folder that the manifest's paths start from. */
  readonly root: string;
  /** A CSV file with the columns path, label and optionally split and group. */
  readonly manifest?: string;
  readonly split: SplitConfig;
  /** How many images may be unreadable and are skipped. More is an error. */
  readonly maxUnreadable: UnreadableLimit;
  /** How many an image may have; absent: the default. */
  readonly maxPixels?: number;
  /** How images meet the network's square; absent: stretched to it, bilinear. */
  readonly resize?: Resize;
  readonly augment?: AugmentConfig;
}

export interface SplitConfig {
  readonly validation: number;
  readonly test: number;
  /** Which part of the images that are not for the test validates, from 1; its share is `validation`. */
  readonly fold?: { readonly number: number; readonly of: number };
}

export interface RepeatConfig {
  /** From 2. */
  readonly number: number;
  /** What it draws anew; the first draws everything by `seed`. */
  readonly redraw: readonly Redrawn[];
}

export interface BackboneConfig {
  readonly name: string;
  readonly weights: WeightsConfig;
  /** Side in pixels; images are squares. */
  readonly imageSize: number;
}

export type WeightsConfig = 'imagenet' | 'random' | WeightsFile | HubWeights;

export interface WeightsFile {
  readonly file: string;
  readonly sha256?: string;
  /** The tag of the weights record that it goes by; absent: the one that such a file goes by if nothing is said. */
  readonly record?: string;
}

/** Of a repository of the Hugging Face Hub, or of what stands in for it. */
export interface HubWeights {
  /** `timm/vit_small_patch14_dinov2.lvd142m`. */
  readonly hub: string;
  /** A branch, a tag or a commit; absent: `main`. */
  readonly revision?: string;
  readonly sha256?: string;
  /** As of a file; absent: the one that the repository is called after, if there is one. */
  readonly record?: string;
}

export interface HeadConfig {
  readonly pool: PoolName;
  /** Units of ReLU layers between pooling and the classifier. */
  readonly hidden: readonly number[];
  /** Before the classifier, 0 ≤ dropout < 1. */
  readonly dropout: number;
}

export interface LossConfig {
  /** 0 ≤ labelSmoothing < 1. */
  readonly labelSmoothing: number;
  /** `balanced`: images / (classes · images of the class), over the training split. */
  readonly classWeights?: 'balanced' | Readonly<Record<string, number>>;
}

/** How activations at a cut are stored. */
export interface FeaturesConfig {
  /** Half the space, 11 significant bits; magnitudes above 65,504 become 65,504. Images are always stored as bytes. */
  readonly precision: 'float16';
}

export interface PhaseConfig {
  readonly name: string;
  readonly trainable: Selector;
  readonly batchNorm: 'frozen' | 'train';
  readonly epochs: number;
  readonly optimizer: Optimizer;
  readonly learningRate: number;
  readonly schedule: Schedule;
  readonly stop?: StopRule;
}

/** Which layers of the backbone train; the head always does. */
export type Selector =
  | 'none'
  | 'all'
  | { readonly last: number }
  | { readonly from: string }
  | { readonly layers: readonly string[] };

/** Ends a phase when `metric` has not improved by more than `minDelta` for `patience` epochs; the best epoch is restored. */
export interface StopRule {
  readonly metric: MetricName;
  readonly patience: number;
  readonly minDelta: number;
}
