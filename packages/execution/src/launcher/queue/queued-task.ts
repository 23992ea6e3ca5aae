import type { ComputeTask, EpochRecord, TaskOutcome, TaskReport } from '@thaw/core';
import { Deferred } from '../../stages/deferred.js';

/** So many workers in a row may take a task up and leave it no epoch further. */
const mostInVain = 5;

/** A task that has been handed out and is not over. */
export class QueuedTask {
  readonly #outcome = new Deferred<TaskOutcome>();
  /** That has it just now, as far as is known. */
  worker: string | undefined;
  #history: readonly EpochRecord[] = [];
  #inVain = 0;

  constructor(
    readonly name: string,
    readonly task: ComputeTask,
    private readonly report: TaskReport,
  ) {}

  get outcome(): Promise<TaskOutcome> {
    return this.#outcome.promise;
  }

  resolve = (outcome: TaskOutcome): void => this.#outcome.resolve(outcome);
  reject = (error: unknown): void => this.#outcome.reject(error);

  get isUnwanted(): boolean {
    return this.report.signal.aborted;
  }

  /** Why nobody wants it any more. */
  get reason(): unknown {
    return this.report.signal.reason;
  }

  begin(worker: string, title: string): void {
    this.worker = worker;
    this.report.onBegin?.(title);
  }

  /** Whether it is no use to go on with it. */
  leave(): boolean {
    this.worker = undefined;
    return ++this.#inVain >= mostInVain;
  }

  progress(progress: Parameters<TaskReport['onProgress']>[0]): void {
    // What a pass over images has computed stays, and of a training only its epochs.
    if (this.task.kind === 'features') this.#inVain = 0;
    if (!this.isUnwanted) this.report.onProgress(progress);
  }

  notice(line: string): void {
    this.report.onNotice(line);
  }

  epochs(after: number, epochs: readonly EpochRecord[]): void {
    this.#inVain = 0;
    this.#history = [...this.#history.slice(0, after), ...epochs];
    this.report.onEpoch(this.#history);
  }
}
