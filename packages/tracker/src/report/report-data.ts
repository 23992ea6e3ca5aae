import type { ComparedNetworks, NightStanding, SelectionOptimism, StageOutcome } from '@thaw/core';
import type { RunRecord, SweepRecord } from '../runs/run-record.js';

/** All that a report shows, as plain values; where they come from is the caller's business. */
export interface ReportData {
  readonly sweeps: readonly ReportSweep[];
  /** Of each spec that has had some. */
  readonly nights: readonly ReportNights[];
  /** Of Thaw. */
  readonly version: string;
  /** When it is made, Unix time in milliseconds. */
  readonly timeMs: number;
}

export interface ReportSweep {
  readonly sweep: SweepRecord;
  /** Those that have started, in the sweep's order. */
  readonly runs: readonly ReportRun[];
  /** Seconds that it took to compute each stage, by its key, in whichever sweep that was. */
  readonly stageSeconds: ReadonlyMap<string, number>;
  /** Every computation of a stage in this sweep. */
  readonly computed: readonly StageOutcome[];
  /** Of the best run. */
  readonly mistakes?: MistakeGallery;
  /** How networks compared before anything was trained, if that was asked. */
  readonly networks?: ComparedNetworks;
  /** How much better the best of single runs looks than it is; that of groups is in their metrics. */
  readonly selection?: SelectionOptimism;
}

/** The nights of a spec, the latest last. */
export interface ReportNights {
  /** Its file, relative to the workspace. */
  readonly spec: string;
  readonly standings: readonly NightStanding[];
}

export interface ReportRun {
  readonly record: RunRecord;
  /** The most that one of its phases trains. */
  readonly trainedParameters?: number;
  readonly evaluation?: Evaluation;
}

export interface Evaluation {
  readonly on: 'test' | 'validation';
  readonly images: number;
  readonly classes: readonly string[];
  /** Rows are the true classes, columns the predicted ones. */
  readonly confusion: readonly (readonly number[])[];
}

export interface MistakeGallery {
  readonly run: string;
  readonly mistakes: number;
  readonly images: number;
  /** The worst first; not all of them. */
  readonly worst: readonly ShownMistake[];
  /** How many runs were evaluated on these images. */
  readonly runs: number;
}

export interface ShownMistake {
  /** From the dataset's root. */
  readonly path: string;
  readonly truth: string;
  readonly predicted: string;
  /** Of the predicted class, 0–1. */
  readonly probability: number;
  /** How many runs are wrong about this image. */
  readonly wrongRuns: number;
  /** A `data:` URI; absent where the image cannot be read any more. */
  readonly thumbnail?: string;
}
