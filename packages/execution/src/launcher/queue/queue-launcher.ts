import type { ComputeTask, Launcher, OpenedBackend, TaskOutcome, TaskReport } from '@thaw/core';
import type { StageSettings } from '../../stages/open-context.js';
import type { Report } from '../../stages/stage-context.js';
import { unlessAborted } from '../../stages/unless-aborted.js';
import type { ClusterKind } from './cluster-kind.js';
import type { QueueOptions } from './queue-options.js';
import { QueueSession } from './queue-session.js';

/**
 * Has tasks computed by workers of a cluster, which take them from a queue in the store (docs/clusters.md). Nothing is measured: machines of a
 * cluster may differ.
 */
export class QueueLauncher implements Launcher {
  #session: Promise<QueueSession> | undefined;

  constructor(
    private readonly kind: ClusterKind,
    private readonly settings: StageSettings,
    private readonly options: QueueOptions,
    /** Told of what comes before tasks: the backend, workers that wait. */
    private readonly report: Report,
  ) {}

  get capacity(): number {
    return this.options.profile.maxJobs;
  }

  /** Waits for the first worker to start. */
  async open(): Promise<OpenedBackend> {
    return (await this.#opened()).opened;
  }

  async #opened(): Promise<QueueSession> {
    const { signal } = this.report;
    signal.throwIfAborted();
    this.#session ??= QueueSession.start(this.kind, this.settings, this.options, this.report);
    const session = this.#session;
    try {
      await unlessAborted(
        session.then(({ opened }) => opened),
        signal,
      );
      return await session;
    } catch (error) {
      // What could not be opened is opened anew by whoever asks next.
      if (!signal.aborted) await this.close();
      throw error;
    }
  }

  async execute(task: ComputeTask, report: TaskReport): Promise<TaskOutcome> {
    return (await unlessAborted(this.#opened(), report.signal)).execute(task, report);
  }

  /** A later call of `execute` opens another queue. */
  async close(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await (
      await session?.catch(() => undefined)
    )?.close(new Error('the launcher was closed while it computed'));
  }
}
