import type {
  ComputeTask,
  Launcher,
  MeasuredShape,
  MeasuredValues,
  OpenedBackend,
  TaskOutcome,
  TaskReport,
} from '@thaw/core';
import type { Report } from '../stages/stage-context.js';
import type { LocalLauncher } from './local-launcher.js';

/** What tells of no notice again that another report has told of. */
export type SayOnce = <Telling extends Report>(report: Telling) => Telling;

/** What workers have among them. */
export interface SharedByWorkers {
  /** How many GPUs. */
  readonly gpus: number;
  /** By how many processes each of so many workers decodes images. */
  readonly decodersOf: (workers: number) => number;
  readonly once: SayOnce;
}

/** Computes as many tasks at once as it has workers. What is measured is measured with one of them. */
export class WorkerPool implements Launcher {
  #capacity: number;
  readonly #first: LocalLauncher;
  /** The one that has been idle for the shortest time last. */
  readonly #idle: LocalLauncher[];
  /** What each has computed last, and so has at hand. */
  readonly #latest = new Map<LocalLauncher, ComputeTask>();

  constructor(
    private readonly workers: readonly [LocalLauncher, ...LocalLauncher[]],
    private readonly shared: SharedByWorkers,
  ) {
    this.#capacity = workers.length;
    this.#first = workers[0];
    this.#idle = workers.toReversed();
  }

  get capacity(): number {
    return this.#capacity;
  }

  /** Those beyond end with what they are doing, and what they decode with goes to the others. */
  narrow(capacity: number): void {
    if (capacity >= this.#capacity) return;
    this.#capacity = capacity;
    for (const worker of this.workers.slice(0, capacity)) worker.decodeBy(this.shared.decodersOf(capacity));
    for (const worker of this.#idle.splice(0)) this.#hasEnded(worker);
  }

  /** They are alike, and the others start with their first task. */
  async open(): Promise<OpenedBackend> {
    const { memory, ...opened } = await this.#first.open();
    return { ...opened, ...(memory && { memory: { ...memory, gpus: Math.max(1, this.shared.gpus) } }) };
  }

  async execute(task: ComputeTask, report: TaskReport): Promise<TaskOutcome> {
    const worker = this.#take(task);
    this.#latest.set(worker, task);
    try {
      return await worker.execute(task, this.shared.once(report));
    } finally {
      this.#hasEnded(worker);
    }
  }

  #hasEnded(worker: LocalLauncher): void {
    if (this.workers.indexOf(worker) < this.#capacity) this.#idle.push(worker);
    // Nothing fails by it: a process is killed.
    else void worker.close();
  }

  /** One that has trained the weights that the task begins with, or else one that has the network. */
  #take(task: ComputeTask): LocalLauncher {
    const latest = (isAtHand: (before: ComputeTask) => boolean) =>
      this.#idle.findLast((each) => {
        const before = this.#latest.get(each);
        return before !== undefined && isAtHand(before);
      });
    const network = networkOf(task);
    const worker =
      latest((before) => before.kind === 'train' && before.stage.key === trainingBefore(task)) ??
      latest((before) => networkOf(before) === network) ??
      this.#idle.at(-1);
    if (!worker) throw new Error(`all ${this.capacity} workers are at work`);
    this.#idle.splice(this.#idle.indexOf(worker), 1);
    return worker;
  }

  measureSpeed = () => this.#first.measureSpeed();
  measureCompiling = () => this.#first.measureCompiling();
  measureShape = (shape: MeasuredShape, values: MeasuredValues) => this.#first.measureShape(shape, values);

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.close()));
  }
}

const networkOf = (task: ComputeTask): string =>
  task.kind === 'features'
    ? task.stages[0].backbone.name
    : (task.kind === 'evaluate' ? task.train : task.stage).backbone.name;

/** The training whose weights a task begins with, by its key. */
const trainingBefore = (task: ComputeTask): string | undefined =>
  task.kind === 'features' ? undefined : task.kind === 'evaluate' ? task.train.key : task.stage.previous?.key;
