import type {
  BackboneConfig,
  BackboneRegistry,
  Engine,
  EpochRecord,
  OnProgress,
  StageStore,
  Weights,
} from '@thaw/core';

/** What the execution of a stage may use. Everything slow is made when it is first asked for, and once. */
export interface StageContext {
  readonly store: StageStore;
  readonly backbones: BackboneRegistry;
  readonly engine: () => Promise<Engine>;
  /** Pretrained or drawn weights of a backbone, without a head. */
  readonly weightsOf: (backbone: BackboneConfig, seed: number) => Promise<Weights>;
  /** Stops at the next batch; the stage then throws the signal's reason, and what it has stored stays. */
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
  /** Called for each new epoch after its checkpoint is stored, with all epochs of the stage so far. */
  readonly onEpoch: (history: readonly EpochRecord[]) => void;
  /** Something people should know that stops nothing. */
  readonly onNotice: (line: string) => void;
}
