import {
  stagesOf,
  type ComputeTask,
  type EpochRecord,
  type FeaturesStage,
  type Launcher,
  type StageStore,
  type TaskOutcome,
  type TaskReport,
} from '@thaw/core';
import { readDataset, Trajectory, wantedRows, type FeaturesManifest } from '@thaw/execution/stages';
import { setImmediate as otherWork } from 'node:timers/promises';

/** What an epoch of a training comes to. */
export type EpochLoss = (task: ComputeTask & { kind: 'train' }, epoch: number) => number;

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const manifest = { outputs: [], unreadable: {} } satisfies FeaturesManifest;

/** Stores courses of trainings without training, an epoch at a time, as far as it is let. */
export class CourseLauncher implements Launcher {
  /** Epochs that were stored, each by the key of its training. */
  readonly trained: string[] = [];
  readonly tasks: ComputeTask[] = [];
  /** Of each task, how many were under way when it began, with it. */
  readonly atOnce: number[] = [];
  #underWay = 0;

  constructor(
    private readonly store: StageStore,
    private readonly lossOf: EpochLoss,
    public capacity = 1,
  ) {}

  narrow(capacity: number): void {
    this.capacity = capacity;
  }

  async open() {
    return {
      ...{ engine: 'none', backend: 'none', description: 'no engine' },
      capabilities: { precisions: [], rematerialises: false, compiles: false, untrainable: [] },
    };
  }

  async execute(task: ComputeTask, report: TaskReport): Promise<TaskOutcome> {
    this.tasks.push(task);
    this.atOnce.push(++this.#underWay);
    try {
      return await this.#execute(task, report);
    } finally {
      this.#underWay--;
    }
  }

  async #execute(task: ComputeTask, report: TaskReport): Promise<TaskOutcome> {
    for (const stage of stagesOf(task))
      if (task.replaced?.includes(stage.key))
        await this.store.update(
          stage,
          new Map((await this.store.list(stage)).map((name) => [name, undefined])),
        );
    if (task.kind === 'features') for (const stage of task.stages) await this.#extract(stage);
    if (task.kind === 'train') await this.#train(task, report);
    return 'computed';
  }

  async close() {}

  /** Rows without numbers, of all images that are wanted. */
  async #extract(stage: FeaturesStage): Promise<void> {
    const rows = await wantedRows(stage, (key) => readDataset(this.store, key));
    const list = { batches: [[...rows.keys()]] };
    await this.store.write(stage, `${'0'.repeat(16)}.json`, encode(list));
    await this.store.write(stage, 'features.json', encode(manifest));
  }

  async #train(task: ComputeTask & { kind: 'train' }, { onEpoch, signal }: TaskReport): Promise<void> {
    const { stage } = task;
    const trajectory = await Trajectory.open(this.store, stage);
    let epoch: number | undefined;
    while ((epoch = trajectory.nextEpochFor(stage.readings)) !== undefined) {
      await otherWork();
      signal.throwIfAborted();
      const metrics = { val_loss: this.lossOf(task, epoch) };
      const record: EpochRecord = { epoch, step: epoch, metrics, seconds: 1, timeMs: epoch };
      await trajectory.append(record, { weights: new Map(), slots: new Map(), step: epoch });
      this.trained.push(stage.key);
      onEpoch(trajectory.history);
    }
  }
}
