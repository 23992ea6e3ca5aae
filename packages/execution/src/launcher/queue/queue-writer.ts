import { stagesOf, type ComputeTask } from '@thaw/core';
import { makeFolder } from '@thaw/locks';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomically } from '../../files/atomic-file.js';
import { stateText } from '../../files/state-file.js';
import {
  closedFile,
  queueFile,
  readQueueRecord,
  readSubmitted,
  submittedFile,
  taskFile,
  tasksFolder,
  workersFolder,
  type QueueRecord,
  type Submitted,
  type TaskFile,
} from '../../queue/index.js';
import { ignoreInGit } from '../../store/ignore-in-git.js';

type Opening = Omit<QueueRecord, 'version' | 'id' | 'host' | 'pid' | 'openedMs'>;

/** What the schedule writes into the queue of a sweep, since it has opened it. */
export class QueueWriter {
  private constructor(
    readonly folder: string,
    readonly id: string,
  ) {}

  /** Of an execution before nothing is left: its workers end when they look. Returned is also which jobs it had. */
  static async open(
    folder: string,
    opening: Opening,
  ): Promise<{ readonly queue: QueueWriter; readonly before: Submitted }> {
    const before = await readSubmitted(folder);
    const { storeFolder } = opening.settings;
    await makeFolder(storeFolder);
    await ignoreInGit(storeFolder);
    for (const name of ['tasks', 'claims', 'workers', 'closed', 'jobs.json'])
      await discard(join(folder, name));
    for (const made of [tasksFolder(folder), workersFolder(folder)]) await makeFolder(made);
    const queue = new QueueWriter(folder, randomUUID());
    const record: QueueRecord = {
      ...{ version: 1, id: queue.id, ...opening },
      ...{ host: hostname(), pid: process.pid, openedMs: Date.now() },
    };
    await writeFileAtomically(queueFile(folder), stateText(record));
    return { queue, before };
  }

  /** Nobody has closed it, or opened it anew. */
  async isOpen(): Promise<boolean> {
    return !existsSync(closedFile(this.folder)) && (await readQueueRecord(this.folder))?.id === this.id;
  }

  async addTask(name: string, task: ComputeTask): Promise<void> {
    const file: TaskFile = {
      ...{ version: 1, queue: this.id, task },
      ...{ label: stagesOf(task)[0]!.label, queuedMs: Date.now() },
    };
    await writeFileAtomically(taskFile(this.folder, name), stateText(file));
  }

  removeTask(name: string): Promise<void> {
    return rm(taskFile(this.folder, name), { force: true });
  }

  noteJobs(submitted: Submitted): Promise<void> {
    return writeFileAtomically(submittedFile(this.folder), stateText(submitted));
  }

  close(): Promise<void> {
    return writeFileAtomically(closedFile(this.folder), '');
  }
}

/** At once, and then what is in it. */
async function discard(path: string): Promise<void> {
  const gone = `${path}.${randomUUID()}`;
  const moved = await rename(path, gone).then(
    () => true,
    () => false,
  );
  if (moved) await rm(gone, { recursive: true, force: true });
}
