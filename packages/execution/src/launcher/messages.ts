import type {
  BaseSpeed,
  ComputeTask,
  EpochRecord,
  MeasuredShape,
  MeasuredValues,
  OpenedBackend,
  PredictedBatch,
  PredictionTask,
  Problem,
  Progress,
  ShapeTimes,
  TaskOutcome,
} from '@thaw/core';
import type { StageSettings } from '../stages/open-context.js';

export type ToWorker =
  | { readonly type: 'open'; readonly settings: StageSettings }
  /** Images are decoded by at most so many processes. Default: as it was opened. */
  | { readonly type: 'execute'; readonly task: ComputeTask; readonly decoderProcesses?: number | undefined }
  | { readonly type: 'measure-speed' }
  | { readonly type: 'measure-compiling' }
  | { readonly type: 'measure-shape'; readonly shape: MeasuredShape; readonly values: MeasuredValues }
  | { readonly type: 'predict'; readonly task: PredictionTask }
  /** A batch of predictions is done with: there is room for another. */
  | { readonly type: 'taken' }
  /** What was asked last is to stop at the next batch. */
  | { readonly type: 'abort' };

export type FromWorker =
  | { readonly type: 'opened'; readonly opened: OpenedBackend }
  | { readonly type: 'executed'; readonly outcome: TaskOutcome }
  | { readonly type: 'measured'; readonly speed: BaseSpeed }
  | { readonly type: 'compiled'; readonly secondsPerLayer: number }
  | { readonly type: 'timed'; readonly times: ShapeTimes }
  | { readonly type: 'predicted'; readonly batch: PredictedBatch }
  /** There are no more of them. */
  | { readonly type: 'predictions-ended' }
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
