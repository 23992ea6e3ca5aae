import type { Stage } from './stage.js';
import type { Reading } from '../training/reading.js';
import type { Run } from '../sweep/run.js';

/** What a sweep will do, before it does it: every stage once, parents first, and how the runs use them. */
export interface Plan {
  readonly stages: readonly Stage[];
  readonly runs: readonly PlannedRun[];
  /** The stage of a key. */
  stage(key: string): Stage | undefined;
}

export interface PlannedRun {
  readonly run: Run;
  /** Keys of the stages it needs, in the order in which they are done. */
  readonly stages: readonly string[];
  readonly phases: readonly PlannedPhase[];
  readonly evaluate: string;
}

export interface PlannedPhase {
  readonly name: string;
  readonly train: string;
  readonly reading: Reading;
  /** Where the graph is cut, and why there. */
  readonly cut: readonly string[];
  readonly reason: string;
  /** All parameters of backbone and head, and those that this phase trains. */
  readonly parameters: number;
  readonly trainableParameters: number;
  /** Operations of the whole network for one image, forward. */
  readonly flops: number;
}
