import type { ComputeTask, Launcher, StageStore, TaskOutcome, TaskReport } from '@thaw/core';
import type { Report } from '../stages/stage-context.js';
import {
  describeOpened,
  executeTask,
  openContext,
  type ComputeContext,
  type ComputeSettings,
} from './index.js';

/** Computes tasks in this process, several at once, on any store: what a worker on another machine does with each. */
export class InProcessLauncher implements Launcher {
  readonly capacity = 2;
  #context: Promise<ComputeContext> | undefined;
  readonly #closing = new AbortController();

  constructor(
    private readonly settings: ComputeSettings,
    private readonly store: StageStore,
    private readonly report: Report,
  ) {}

  async open() {
    return describeOpened((await this.#opened()).engine);
  }

  async execute(task: ComputeTask, report: TaskReport): Promise<TaskOutcome> {
    const signal = AbortSignal.any([report.signal, this.#closing.signal]);
    return executeTask(task, await this.#opened(), { ...report, signal });
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error('the launcher was closed'));
  }

  #opened(): Promise<ComputeContext> {
    return (this.#context ??= openContext(this.settings, this.store, this.report));
  }
}
