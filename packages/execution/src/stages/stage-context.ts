import type {
  BackboneConfig,
  BackboneRegistry,
  Engine,
  OnProgress,
  Stage,
  StageStore,
  TaskReport,
  Weights,
} from '@thaw/core';
import type { RecentWeights } from './recent-weights.js';
import { unlessAborted } from './unless-aborted.js';

/** How long work reports to whoever started it. */
export interface Report {
  readonly onProgress: OnProgress;
  /** Something people should know that stops nothing. */
  readonly onNotice: (line: string) => void;
  /** Stops at the next batch; the work then throws the signal's reason, and what it has stored stays. */
  readonly signal: AbortSignal;
}

/** `with-classifier`: what tells apart the classes that the weights were trained to as well. */
export type WeightsPart = 'without-classifier' | 'with-classifier';

/** What stages are computed with: opened once, for one task after the other or for several at once. */
export interface ComputeContext {
  readonly store: StageStore;
  readonly backbones: BackboneRegistry;
  readonly engine: Engine;
  readonly recentWeights: RecentWeights;
  /** Processes that decode images, at most. */
  readonly decoderProcesses: number;
  /** Pretrained or drawn weights of a backbone, by default without its classifier; none but those of this identity. */
  readonly weightsOf: (
    backbone: BackboneConfig,
    seed: number,
    identity: string,
    part?: WeightsPart,
  ) => Promise<Weights>;
  /** Notes how stages came about whose computation began at this Unix time in milliseconds. */
  readonly recordProvenance: (stages: readonly Stage[], startedMs: number) => Promise<void>;
  /** How a stage came about, or has come about so far. */
  readonly provenanceBlob: (stage: Stage, startedMs: number) => Promise<Uint8Array>;
}

/** What the execution of a stage may use. */
export interface StageContext extends ComputeContext, TaskReport {
  /** When its computation began, Unix time in milliseconds. */
  readonly startedMs: number;
}

/** For one task, which begins now. If it is broken off it does not wait for weights: others may want them. */
export const contextOf = (context: ComputeContext, report: TaskReport): StageContext => ({
  ...context,
  ...report,
  startedMs: Date.now(),
  weightsOf: (...asked) => unlessAborted(context.weightsOf(...asked), report.signal),
});
