import type {
  BackboneConfig,
  BackboneRegistry,
  Engine,
  EpochRecord,
  OnProgress,
  Stage,
  StageStore,
  Weights,
} from '@thaw/core';

/** How long work reports to whoever started it. */
export interface Report {
  readonly onProgress: OnProgress;
  /** Something people should know that stops nothing. */
  readonly onNotice: (line: string) => void;
  /** Stops at the next batch; the work then throws the signal's reason, and what it has stored stays. */
  readonly signal: AbortSignal;
}

/** What the execution of a stage may use. */
export interface StageContext extends Report {
  readonly store: StageStore;
  readonly backbones: BackboneRegistry;
  readonly engine: Engine;
  /** Pretrained or drawn weights of a backbone, without a head; none but those of this identity. */
  readonly weightsOf: (backbone: BackboneConfig, seed: number, identity: string) => Promise<Weights>;
  /** Notes how stages came about whose computation began at this Unix time in milliseconds. */
  readonly recordProvenance: (stages: readonly Stage[], startedMs: number) => Promise<void>;
  /** Called for each new epoch after its checkpoint is stored, with all epochs of the stage so far. */
  readonly onEpoch: (history: readonly EpochRecord[]) => void;
}
