import type {
  EngineCapabilities,
  EpochRecord,
  EvaluateStage,
  FeaturesStage,
  Problem,
  Progress,
  TrainStage,
} from '@thaw/core';
import type { BaseSpeed } from '../calibration/calibration.js';
import type { StageSettings } from '../stages/open-context.js';

/** What is computed as one piece. Stages are plain data, and so travel between processes. */
export type StageTask =
  | { readonly kind: 'features'; readonly stages: readonly FeaturesStage[] }
  | { readonly kind: 'train'; readonly stage: TrainStage }
  | { readonly kind: 'evaluate'; readonly stage: EvaluateStage; readonly train: TrainStage };

export interface OpenedBackend {
  readonly engine: string;
  readonly backend: string;
  /** Library, version, device. */
  readonly description: string;
  readonly capabilities: EngineCapabilities;
}

/** `computed`, or `reused` when another sweep on the same store has done it meanwhile. */
export type TaskOutcome = 'computed' | 'reused';

export type ToWorker =
  | { readonly type: 'open'; readonly settings: StageSettings }
  | { readonly type: 'execute'; readonly task: StageTask }
  | { readonly type: 'measure-speed' }
  /** Ctrl-C: stop at the next batch. */
  | { readonly type: 'abort' };

export type FromWorker =
  | { readonly type: 'opened'; readonly opened: OpenedBackend }
  | { readonly type: 'executed'; readonly outcome: TaskOutcome }
  | { readonly type: 'measured'; readonly speed: BaseSpeed }
  | { readonly type: 'failed'; readonly failure: WorkerFailure }
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'notice'; readonly message: string }
  | { readonly type: 'epoch'; readonly history: readonly EpochRecord[] };

export type WorkerFailure =
  | { readonly kind: 'aborted' }
  /** Expected: a `ThawError`. */
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] }
  /** Anything else, with its stack. */
  | { readonly kind: 'defect'; readonly stack: string };
