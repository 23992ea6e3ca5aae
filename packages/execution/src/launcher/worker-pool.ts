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

/** Computes as many tasks at once as it has workers. What is measured is measured with one of them. */
export class WorkerPool implements Launcher {
  readonly capacity: number;
  readonly #first: LocalLauncher;
  /** The one that has been idle for the shortest time last. */
  readonly #idle: LocalLauncher[];
  /** What each has computed with last, and so has loaded. */
  readonly #networks = new Map<LocalLauncher, string>();

  constructor(
    private readonly workers: readonly [LocalLauncher, ...LocalLauncher[]],
    /** How many GPUs they have among them. */
    private readonly gpus: number,
    private readonly once: SayOnce,
  ) {
    this.capacity = workers.length;
    this.#first = workers[0];
    this.#idle = workers.toReversed();
  }

  /** They are alike, and the others start with their first task. */
  async open(): Promise<OpenedBackend> {
    const { memory, ...opened } = await this.#first.open();
    return { ...opened, ...(memory && { memory: { ...memory, gpus: Math.max(1, this.gpus) } }) };
  }

  async execute(task: ComputeTask, report: TaskReport): Promise<TaskOutcome> {
    const network = networkOf(task);
    const worker = this.#take(network);
    this.#networks.set(worker, network);
    try {
      return await worker.execute(task, this.once(report));
    } finally {
      this.#idle.push(worker);
    }
  }

  /** One that has the network, if there is one. */
  #take(network: string): LocalLauncher {
    const worker = this.#idle.findLast((each) => this.#networks.get(each) === network) ?? this.#idle.at(-1);
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
