import type { ClusterName } from '@thaw/core';
import {
  closedFile,
  queueFolder,
  queueFolders,
  readDriver,
  readQueueRecord,
  readSubmitted,
  type Submitted,
} from '@thaw/execution/queue';
import type { ClusterKind, KnownWorker, WorkerStarter } from '@thaw/execution/launcher';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';

interface Queue {
  readonly folder: string;
  readonly starter: WorkerStarter;
  readonly submitted: Submitted;
}

/** A sweep that has, or had, queues in a store, and the cluster that these are for, which is asked by way of them from any machine. */
export class SweepOnCluster {
  private constructor(
    private readonly sweep: string,
    private readonly kind: ClusterKind,
    private readonly queues: readonly Queue[],
    /** The sweep's, as people know it, where its schedule is a job. */
    readonly name: string | undefined,
  ) {}

  static async find(store: string, sweep: string): Promise<SweepOnCluster | undefined> {
    const folders = queueFolders(store, sweep).filter((folder) => existsSync(folder));
    if (folders.length === 0) return undefined;
    const driver = await readDriver(queueFolder(store, sweep));
    const records = await Promise.all(folders.map(readQueueRecord));
    const record = records.find((each) => each);
    // A schedule that waits has opened no queue: what is there may be of another cluster, from before.
    const isDrivenNow = driver && driver.submittedMs > (record?.openedMs ?? -Infinity);
    const launcher = isDrivenNow ? driver.launcher : record?.launcher;
    if (launcher === undefined) return undefined;
    const { clusterKind } = await import('@thaw/execution/launcher');
    const queues = folders.flatMap(async (folder, index) => {
      const record = records[index];
      if (!record) return [];
      const { id, sweep: name, profile } = record;
      const starter = clusterKind(record.launcher).starter({ folder, id, sweep: name, profile });
      return [{ folder, starter, submitted: await readSubmitted(folder) }];
    });
    return new SweepOnCluster(sweep, clusterKind(launcher), (await Promise.all(queues)).flat(), driver?.name);
  }

  get launcher(): ClusterName {
    return this.kind.name;
  }

  /** Folders of the queues that nobody has closed. */
  get open(): readonly string[] {
    return this.queues.map(({ folder }) => folder).filter((folder) => !existsSync(closedFile(folder)));
  }

  get excluded(): readonly string[] {
    return [...new Set(this.queues.flatMap(({ submitted }) => submitted.excluded))];
  }

  /** Jobs and workers that are not over. @throws where the cluster cannot be asked. */
  async jobs(): Promise<readonly KnownWorker[]> {
    const schedules = (await this.kind.driver?.list(this.sweep)) ?? [];
    const workers = await Promise.all(this.queues.map(workersOf));
    return [...schedules, ...workers.flat()];
  }

  /** Where the schedule is a job: whether that was at work, and was not only waiting. */
  async cancelSchedule(): Promise<boolean> {
    const { driver } = this.kind;
    const schedules = (await driver?.list(this.sweep)) ?? [];
    await driver?.cancel(
      schedules.map(({ name }) => name),
      this.sweep,
    );
    return schedules.some(({ waitsFor }) => waitsFor === undefined);
  }

  /** No worker begins anything more, and those there are end. */
  async close(): Promise<void> {
    for (const { folder, starter, submitted } of this.queues) {
      await writeFile(closedFile(folder), '');
      await starter.cancel(submitted.jobs.map(({ job }) => job));
    }
  }
}

const workersOf = async ({ starter, submitted }: Queue): Promise<readonly KnownWorker[]> => {
  const listed = await starter.list(submitted.jobs.flatMap(({ workers }) => workers));
  return listed.filter(({ isEnding }) => !isEnding);
};
