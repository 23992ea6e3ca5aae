import type { ComputeTask, EpochRecord, StageStore } from '@thaw/core';
import { warningSeconds } from '../../launcher/queue/worker-program.js';
import { Trajectory } from '../../stages/trajectory.js';

/** When a worker will be ended, Unix time in milliseconds; Infinity where nothing says. `seconds`: of Unix time, as text. */
export const endOfWorker = (seconds = ''): number =>
  Number(seconds) > 0 ? 1000 * Number(seconds) : Infinity;

/** Knows which tasks are worth beginning in what is left of a worker's time. */
export class TimeLeft {
  /** How long epochs with a network took here, the longest. */
  readonly #epochs = new Map<string, number>();

  constructor(
    private readonly endMs: number,
    private readonly store: StageStore,
  ) {}

  /** Of other tasks than trainings everything that they come to by then stays. */
  async isEnoughFor(task: ComputeTask): Promise<boolean> {
    if (this.endMs === Infinity) return true;
    const left = (this.endMs - Date.now()) / 1000 - warningSeconds;
    if (left <= 0) return false;
    if (task.kind !== 'train') return true;
    const { history } = await Trajectory.open(this.store, task.stage);
    const epoch = history.at(-1)?.seconds ?? this.#epochs.get(task.stage.backbone.name) ?? 0;
    return epoch < left;
  }

  learn(task: ComputeTask, epochs: readonly EpochRecord[]): void {
    if (task.kind !== 'train') return;
    const { name } = task.stage.backbone;
    this.#epochs.set(name, Math.max(this.#epochs.get(name) ?? 0, ...epochs.map(({ seconds }) => seconds)));
  }
}
