import type { Json, ModelFiles, ModelPrecision } from '@thaw/core';
import type { Report } from '@thaw/execution/stages';

/** What weights may be rounded to. */
export type RoundedPrecision = Exclude<ModelPrecision, 'float32'>;

/** What a network has lost by being rounded, as what runs it computes both. */
export interface RoundedAccuracy extends Readonly<Record<string, Json>> {
  /** Held-out images that could be read, of the test where there is one. */
  readonly on: 'test' | 'validation';
  readonly images: number;
  /** What has computed both: `onnxruntime 1.32.0`. */
  readonly by: string;
  /** `loss`, `accuracy`, …, in float32. */
  readonly before: Readonly<Record<string, number>>;
  readonly after: Readonly<Record<string, number>>;
  /** Of a probability. */
  readonly largestDifference: number;
}

/** What is said of a network that is no longer what was trained. */
export interface Rounding {
  readonly precision: RoundedPrecision;
  /** By how many training images the ranges of its activations were found, where they had to be. */
  readonly calibratedBy?: number;
  /** None where there was nothing, or no way, to measure it by. */
  readonly accuracy?: RoundedAccuracy;
}

export interface RoundedModel {
  readonly files: ModelFiles;
  readonly rounding: Rounding;
}

export interface RoundOptions extends Report {
  /** Where the Python lies that rounds and measures, or is made. */
  readonly cacheFolder: string;
}
