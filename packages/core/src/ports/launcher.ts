import type { MeasuredValues } from '../measured/measured-settings.js';
import type { MeasuredShape, ShapeTimes } from '../measured/measured-shapes.js';
import type { BaseSpeed } from '../plan/estimate/machine-speed.js';
import type { Task } from '../schedule/task.js';
import type { EpochRecord } from '../training/epoch-record.js';
import type { EngineCapabilities } from './engine.js';
import type { OnProgress } from './progress.js';

/** A task that takes computing. The index of a dataset does not: whoever has planned the sweep has it already. */
export type ComputeTask = Exclude<Task, { kind: 'dataset' }> & {
  /** Keys of those of its stages that are computed whether they are stored or not. Default: none. */
  readonly replaced?: readonly string[];
};

/** `computed`, or `reused` when another sweep on the same store has done it meanwhile. */
export type TaskOutcome = 'computed' | 'reused';

/** How a task tells of itself while it is under way. */
export interface TaskReport {
  readonly onProgress: OnProgress;
  /** Something people should know that stops nothing. */
  readonly onNotice: (line: string) => void;
  /** Of a training, after each new epoch is stored: all its epochs so far. */
  readonly onEpoch: (history: readonly EpochRecord[]) => void;
  /**
   * Once it is begun, and by which of several that compute: what it has waited for until then, such as for a process to start, is none of
   * its time.
   */
  readonly onBegin?: (worker?: string) => void;
  /** Breaks the task off at the next batch; what it has stored stays. */
  readonly signal: AbortSignal;
}

/** What a launcher's tasks are computed with. */
export interface OpenedBackend {
  readonly engine: string;
  readonly backend: string;
  /** Library, version, device. */
  readonly description: string;
  readonly capabilities: EngineCapabilities;
  /** Of the machine that computes; absent where no one machine does. */
  readonly memory?: ComputingMemory;
}

/** What a machine can give, in bytes. */
export interface ComputingMemory {
  readonly hostBytes: number;
  /** On the GPU, where one is computed on; where there are several, on each of them. */
  readonly gpuBytes?: number;
  /** How many GPUs the places of a launcher have among them. Default: one, where one is computed on. */
  readonly gpus?: number;
}

/**
 * Where tasks are computed: in a process of this machine, in several, on a cluster. A task is plain data. What a task is made from lies in a
 * store that both sides reach, and what it makes is there when `execute` returns; nothing else travels back but reports.
 *
 * Rules every launcher keeps:
 * - `open` says what it computes with, or throws the ThawError that says why it cannot; calling it again costs nothing.
 * - Up to `capacity` calls of `execute` may be under way at once; no more than are left once it was narrowed, but those that are.
 * - `execute` does what of a task is not stored yet. It throws a ThawError for what people can act on, and the signal's
 *   reason once that has fired; what the task has stored by then stays, and the launcher goes on with other tasks.
 * - A process that dies fails the tasks that it had, and no others; the launcher stays usable.
 * - `close` ends everything that it has started: tasks that are under way fail. It may be called twice.
 */
export interface Launcher {
  readonly capacity: number;
  /** Has memory for no more tasks at once from now on than this, which is less than its capacity. Absent where that is one, or each has a machine of its own. */
  narrow?(capacity: number): void;
  open(): Promise<OpenedBackend>;
  execute(task: ComputeTask, report: TaskReport): Promise<TaskOutcome>;
  /**
   * How fast the machine is that computes: its arithmetic, its decoding, the disk of the store. Takes seconds. Absent where
   * no one machine stands for all that do; of time nothing is then expected.
   */
  measureSpeed?(): Promise<BaseSpeed>;
  /** What XLA takes there to compile, in seconds for each layer that trains. Absent as `measureSpeed` is. */
  measureCompiling?(): Promise<number>;
  /** How long steps of a shape take there with these settings, by doing some. Absent as `measureSpeed` is. */
  measureShape?(shape: MeasuredShape, values: MeasuredValues): Promise<ShapeTimes>;
  close(): Promise<void>;
}
