import {
  stagesOf,
  ThawError,
  type ComputeTask,
  type OpenedBackend,
  type TaskOutcome,
  type TaskReport,
} from '@thaw/core';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  holderOfTask,
  queueFolder,
  taskName,
  taskNames,
  workerNames,
  type WorkerLine,
} from '../../queue/index.js';
import { Deferred } from '../../stages/deferred.js';
import type { StageSettings } from '../../stages/open-context.js';
import type { Report } from '../../stages/stage-context.js';
import { failureOf } from '../failure.js';
import type { ClusterKind } from './cluster-kind.js';
import { Fleet } from './fleet.js';
import { Notices } from './notices.js';
import { QueuedTask } from './queued-task.js';
import type { QueueOptions } from './queue-options.js';
import { QueueWriter } from './queue-writer.js';
import { inVain, noNodeLeft, queueClosed, silentWorkers } from './queue-problems.js';
import { SeenWorkers } from './seen-workers.js';
import { WorkerTail } from './worker-tail.js';

/** How long to wait before a cluster is asked again for what it has refused. */
const refusedMs = 60_000;
/** So many workers may be silent before it is taken that all will be. */
const mostSilent = 2;

/** What a launcher has under way between its opening and its closing: a queue, workers, and what is heard of both. */
export class QueueSession {
  readonly #opened = new Deferred<OpenedBackend>();
  #isOpened = false;
  readonly #tail: WorkerTail;
  readonly #tasks = new Map<string, QueuedTask>();
  readonly #seen = new SeenWorkers();
  readonly #notices: Notices;
  readonly #closing = new AbortController();
  #following: Promise<void> = Promise.resolve();
  #silent = 0;
  #handedOut = 0;
  #askedMs = 0;
  #refusedMs = -Infinity;

  private constructor(
    cluster: string,
    private readonly queue: QueueWriter,
    private readonly fleet: Fleet,
    private readonly options: QueueOptions & { readonly lookMs: number; readonly jobsMs: number },
    private readonly report: Report,
  ) {
    this.#tail = new WorkerTail(queue.folder);
    this.#notices = new Notices(cluster, report);
  }

  get opened(): Promise<OpenedBackend> {
    return this.#opened.promise;
  }

  static async start(
    kind: ClusterKind,
    settings: StageSettings,
    options: QueueOptions,
    report: Report,
  ): Promise<QueueSession> {
    const { sweep, profile, idleSeconds = 30, lookMs = 1000, jobsMs = 10_000 } = options;
    const { queue, before } = await QueueWriter.open(queueFolder(settings.storeFolder, sweep), {
      ...{ sweep, launcher: kind.name, profile, settings },
      ...{ maxJobs: profile.maxJobs, idleSeconds, lookMs },
    });
    const { onNotice } = report;
    const starter = kind.starter({ folder: queue.folder, id: queue.id, sweep, profile, onNotice });
    await starter.cancel(before.jobs.map(({ job }) => job));
    const timed = { ...options, lookMs, jobsMs };
    const session = new QueueSession(kind.title, queue, new Fleet(queue, starter), timed, report);
    session.#following = session.#follow();
    return session;
  }

  async execute(task: ComputeTask, report: TaskReport): Promise<TaskOutcome> {
    report.signal.throwIfAborted();
    const name = taskName(++this.#handedOut);
    const queued = new QueuedTask(name, task, report);
    this.#tasks.set(name, queued);
    await this.queue.addTask(name, task);
    const takeAway = () => void this.queue.removeTask(name).catch((error: unknown) => this.#fail(error));
    report.signal.addEventListener('abort', takeAway);
    if (report.signal.aborted) takeAway();
    try {
      return await queued.outcome;
    } finally {
      report.signal.removeEventListener('abort', takeAway);
    }
  }

  async close(reason: Error): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort(reason);
    this.#fail(reason);
    await this.#following;
    await this.queue.close();
    await this.fleet.close();
  }

  async #follow(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        await this.#look();
      } catch (error) {
        this.#fail(error);
      }
      await sleep(this.options.lookMs, undefined, { signal }).catch(() => {});
    }
  }

  async #look(): Promise<void> {
    await this.#hear();
    await this.#letGo();
    if (this.#tasks.size === 0 && this.#isOpened) return;
    if (performance.now() - this.#askedMs > this.options.jobsMs) await this.#ask();
    await this.#submit();
  }

  /** Tells on what workers have said since. */
  async #hear(): Promise<void> {
    for (const worker of await workerNames(this.queue.folder)) await this.#hearOf(worker, () => true);
  }

  async #hearOf(worker: string, goesOn: () => boolean): Promise<void> {
    for (let line; goesOn() && (line = await this.#tail.next(worker));) await this.#hearLine(worker, line);
  }

  async #hearLine(worker: string, line: WorkerLine): Promise<void> {
    const task = 'task' in line && line.task !== undefined ? this.#tasks.get(line.task) : undefined;
    switch (line.type) {
      case 'began':
        return this.#seen.began(worker, line.node);
      case 'opened':
        this.#isOpened = true;
        return this.#opened.resolve(line.opened);
      case 'took':
        return task && this.#begin(task, worker);
      case 'progress':
        return task
          ? task.progress(line.progress)
          : this.#isOpened
            ? undefined
            : this.report.onProgress(line.progress);
      case 'notice':
        return this.#notices.tell(line.message, task);
      case 'epochs':
        return task?.epochs(line.after, line.epochs);
      case 'executed':
        return this.#settle(task, () => task?.resolve(line.outcome));
      case 'failed':
        if (line.task === undefined) return this.#cannotCompute(worker, failureOf(line.failure));
        // It was not there when the worker looked: it is written once more.
        if (line.failure.kind === 'aborted') return task && this.#free(task, worker);
        return this.#settle(task, () => task?.reject(failureOf(line.failure)));
      case 'gave-back':
        this.#notices.tell(`${this.#seen.titleOf(worker)} has given a stage back: another goes on`);
        return task && this.#free(task, worker);
      case 'ended':
        this.fleet.hasEnded(worker);
        this.#seen.ended(worker);
    }
  }

  #settle(task: QueuedTask | undefined, tell: () => void): void {
    if (!task || task.isUnwanted) return;
    this.#tasks.delete(task.name);
    tell();
  }

  /** Whoever had it before has died before anybody looked, or says next that it has given it back. */
  async #begin(task: QueuedTask, worker: string): Promise<void> {
    const before = task.worker;
    if (before !== undefined && before !== worker) {
      const hasIt = () => task.worker === before;
      await this.#hearOf(before, hasIt);
      if (hasIt()) await this.#mayHaveDied(before);
    }
    if (this.#tasks.has(task.name)) task.begin(worker, this.#seen.titleOf(worker));
  }

  /** Another may have it; unless so many had it that it is no use. */
  async #free(task: QueuedTask, worker: string): Promise<void> {
    if (task.worker !== worker || task.isUnwanted) return;
    if (task.leave()) {
      await this.queue.removeTask(task.name);
      const label = stagesOf(task.task)[0]!.label;
      this.#settle(task, () => task.reject(inVain(label)));
    } else if (!(await taskNames(this.queue.folder)).includes(task.name)) {
      await this.queue.addTask(task.name, task.task);
    }
  }

  /** A worker that cannot compute at all: on another node it may be otherwise. */
  async #cannotCompute(worker: string, error: Error): Promise<void> {
    if (!this.#isOpened) return this.#fail(error);
    this.#notices.tell(`${this.#seen.titleOf(worker)} cannot compute: ${error.message}`);
    await this.#avoid(this.#seen.nodeOf(worker));
  }

  async #avoid(node: string): Promise<void> {
    if (await this.fleet.hasDied(node))
      this.#notices.tell(`${node} is asked for no more: workers have died there`);
  }

  /** Tasks that nobody wants any more are over once nobody computes them. */
  async #letGo(): Promise<void> {
    for (const task of this.#tasks.values()) {
      if (!task.isUnwanted || (await holderOfTask(this.queue.folder, task.name))) continue;
      this.#tasks.delete(task.name);
      task.reject(task.reason);
    }
  }

  /** Which workers are there still, by the cluster and by the locks of what they compute. */
  async #ask(): Promise<void> {
    this.#askedMs = performance.now();
    await this.#requireOpen();
    const { gone, waiting } = await this.fleet.look().catch((error: unknown) => {
      // It is busy, or being restarted: taken that nothing has changed.
      this.#notices.tellNoAnswer(error);
      return { gone: [], waiting: undefined };
    });
    const lost = new Set(gone);
    for (const { name, worker } of this.#tasks.values())
      if (worker !== undefined && !(await holderOfTask(this.queue.folder, name))) lost.add(worker);
    // They may have said meanwhile how they ended.
    await this.#hear();
    for (const worker of lost) await this.#mayHaveDied(worker);
    if (waiting) this.#notices.tellWaiting(waiting);
  }

  async #mayHaveDied(worker: string): Promise<void> {
    if (this.#seen.hasEnded(worker)) return;
    const isSeen = this.#seen.has(worker);
    const task = [...this.#tasks.values()].find((each) => each.worker === worker);
    const isThere = isSeen && task === undefined && this.fleet.has(worker);
    // It has given its task back, or ended it, and goes on.
    if (isThere) return;
    this.fleet.hasEnded(worker);
    if (!isSeen) return this.#wasSilent(worker);
    this.#seen.ended(worker);
    this.#notices.tell(
      `${this.#seen.titleOf(worker)} has died${task ? ': another goes on with what it had' : ''}`,
    );
    if (task) await this.#free(task, worker);
    await this.#avoid(this.#seen.nodeOf(worker));
  }

  async #wasSilent(worker: string): Promise<void> {
    const known = await this.fleet.describe(worker);
    this.#notices.tell(`worker ${worker} has ended without a word${known ? `: ${known}` : ''}`);
    if (!this.#seen.areSome && ++this.#silent >= mostSilent)
      this.#fail(silentWorkers(this.queue.folder, known));
  }

  /** As many workers as there are tasks; one, to begin with. */
  async #submit(): Promise<void> {
    const wanted = Math.min(this.options.profile.maxJobs, Math.max(this.#tasks.size, 1));
    const missing = wanted - this.fleet.size;
    if (missing <= 0 || performance.now() - this.#refusedMs < refusedMs) return;
    await this.#requireOpen();
    let isNodeLeft = true;
    try {
      isNodeLeft = await this.fleet.add(missing);
    } catch (error) {
      if (!(error instanceof ThawError) || !this.#seen.areSome) throw error;
      // A limit of the site, or a controller that is busy: those there are go on.
      this.#refusedMs = performance.now();
      this.#notices.tell(`no more workers for a minute: ${error.problems[0]!.found}`);
    }
    if (!isNodeLeft && this.fleet.size === 0) throw noNodeLeft(this.fleet.excluded);
  }

  async #requireOpen(): Promise<void> {
    if (!(await this.queue.isOpen())) throw queueClosed(this.queue.folder);
  }

  /** Of what is under way; what is asked for later is tried. */
  #fail(error: unknown): void {
    if (!this.#isOpened) this.#opened.reject(error);
    for (const task of this.#tasks.values()) task.reject(task.isUnwanted ? task.reason : error);
    this.#tasks.clear();
  }
}
