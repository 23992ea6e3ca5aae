import type { Resize } from '../resize/resize.js';
import type { BackboneConfig, HeadConfig, RunConfig } from '../spec/run-config.js';
import type { Precision } from '../spec/precision.js';
import type { Reading } from '../training/reading.js';

/** What a training has put over a backbone. */
export interface TrainedHead {
  readonly head: HeadConfig;
  /** How many classes it tells apart. */
  readonly classes: number;
  /** The key of the training whose weights lie over the backbone's, and how it is read. */
  readonly training: string;
  readonly reading: Reading;
}

/** A trained network as plain data: what its weights are, and where they lie. */
export interface TrainedNetwork {
  readonly backbone: BackboneConfig;
  /** Draws the backbone when its weights are `random`. */
  readonly seed: number;
  /** Identifies the backbone's weights by content. */
  readonly weights: string;
  /** Absent: the backbone has the classifier that it was published with. */
  readonly trained?: TrainedHead;
  /** How images meet the network's square; stretched to it, bilinear, if absent. */
  readonly resize?: Resize;
  /** What it was trained in; it is computed in float32 where what computes does not know that. */
  readonly precision?: Precision;
  readonly compile?: RunConfig['compile'];
}

/** Image files, and the network that is to say what they show. */
export interface PredictionTask {
  readonly network: TrainedNetwork;
  readonly files: readonly string[];
  /** How many pixels an image may have. */
  readonly maxPixels: number;
  /** Images that pass through the network at once; absent: as many as is good for what computes. */
  readonly batchSize?: number;
}

/** What a network says of some of the files, in their order. */
export interface PredictedBatch {
  /** Place of the first among all. */
  readonly first: number;
  /** Logits, `[size, classes]`; of no meaning where an image could not be read. */
  readonly logits: Float32Array;
  readonly size: number;
  /** Why images could not be read, by their places in the batch. */
  readonly unreadable: ReadonlyMap<number, string>;
}
