import type {
  BaseSpeed,
  ComputeTask,
  EpochRecord,
  MeasuredShape,
  MeasuredValues,
  OpenedBackend,
  Problem,
  Progress,
  ShapeTimes,
  TaskOutcome,
} from '@thaw/core';
import type { StageSettings } from '../stages/open-context.js';

export type ToWorker =
  | { readonly type: 'open'; readonly settings: StageSettings }
  | { readonly type: 'execute'; readonly task: ComputeTask }
  | { readonly type: 'measure-speed' }
  | { readonly type: 'measure-compiling' }
  | { readonly type: 'measure-shape'; readonly shape: MeasuredShape; readonly values: MeasuredValues }
  /** What was asked last is to stop at the next batch. */
  | { readonly type: 'abort' };

export type FromWorker =
  | { readonly type: 'opened'; readonly opened: OpenedBackend }
  | { readonly type: 'executed'; readonly outcome: TaskOutcome }
  | { readonly type: 'measured'; readonly speed: BaseSpeed }
  | { readonly type: 'compiled'; readonly secondsPerLayer: number }
  | { readonly type: 'timed'; readonly times: ShapeTimes }
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
