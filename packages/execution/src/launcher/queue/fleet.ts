import { setTimeout as sleep } from 'node:timers/promises';
import type { Submitted } from '../../queue/index.js';
import type { WorkerStarter } from './cluster-kind.js';
import type { QueueWriter } from './queue-writer.js';

/** Workers that die so soon after one another say of their node that something is wrong with it. */
const nodeTroubleMs = 60_000;
/** How long a worker may be started and not be listed yet. */
const listedAfterMs = 5000;
/** How long closing waits for workers to end, which they do at the next batch. */
const longestEndMs = 30_000;
const closingLookMs = 500;

/** Why workers wait: how many, and for what, in words. */
export interface Waiting {
  readonly workers: number;
  readonly reason: string;
}

/** The workers of a queue. */
export class Fleet {
  #submitted: Submitted = { version: 1, jobs: [], excluded: [] };
  /** Workers that are there or will be, with when they were started. */
  readonly #there = new Map<string, number>();
  readonly #troubles = new Map<string, number>();

  constructor(
    private readonly queue: QueueWriter,
    private readonly starter: WorkerStarter,
  ) {}

  get size(): number {
    return this.#there.size;
  }

  has(worker: string): boolean {
    return this.#there.has(worker);
  }

  get excluded(): readonly string[] {
    return this.#submitted.excluded;
  }

  /** Starts so many more, or as many as there is a place for. Whether there is a node left that is not excluded. */
  async add(workers: number): Promise<boolean> {
    for (let count = workers; count > 0;) {
      const there = [...this.#there.keys()];
      const jobs = await this.starter.start({ count, there, excluded: this.excluded });
      if (!jobs) return false;
      const started = jobs.flatMap((job) => job.workers.map((name) => [name, job.submittedMs] as const));
      if (started.length === 0) return true;
      for (const [name, submittedMs] of started) this.#there.set(name, submittedMs);
      count -= started.length;
      await this.#note({ ...this.#submitted, jobs: [...this.#submitted.jobs, ...jobs] });
    }
    return true;
  }

  async #note(submitted: Submitted): Promise<void> {
    this.#submitted = submitted;
    await this.queue.noteJobs(submitted);
  }

  /** Asks which are there still. Returned are those that are not any more, and why others wait. */
  async look(): Promise<{ readonly gone: readonly string[]; readonly waiting: readonly Waiting[] }> {
    const askedMs = Date.now();
    const listed = (await this.starter.list([...this.#there.keys()])).filter(({ isEnding }) => !isEnding);
    const names = new Set(listed.map(({ name }) => name));
    const gone = [...this.#there].flatMap(([worker, submittedMs]) =>
      names.has(worker) || askedMs - submittedMs < listedAfterMs ? [] : worker,
    );
    for (const worker of gone) this.#there.delete(worker);
    const counts = new Map<string, number>();
    for (const { name, waitsFor } of listed)
      if (waitsFor !== undefined && this.#there.has(name))
        counts.set(waitsFor, (counts.get(waitsFor) ?? 0) + 1);
    return { gone, waiting: [...counts].map(([reason, workers]) => ({ reason, workers })) };
  }

  /** It has said that it ends, or it is known to be dead. */
  hasEnded(worker: string): void {
    this.#there.delete(worker);
  }

  /** A worker has died. Whether no more is started on its node. */
  async hasDied(node: string): Promise<boolean> {
    const [beforeMs, now] = [this.#troubles.get(node), Date.now()];
    this.#troubles.set(node, now);
    if (beforeMs === undefined || now - beforeMs > nodeTroubleMs || this.excluded.includes(node))
      return false;
    await this.#note({ ...this.#submitted, excluded: [...this.excluded, node] });
    return true;
  }

  describe(worker: string): Promise<string | undefined> {
    return this.starter.describe(worker);
  }

  /** Cancels all, and waits for those that compute to end: of what was cancelled whatever is not listed is over, however young. */
  async close(): Promise<void> {
    await this.starter.cancel(this.#submitted.jobs.map(({ job }) => job));
    const endMs = Date.now() + longestEndMs;
    while (Date.now() < endMs) {
      const there = [...this.#there.keys()];
      const listed = await this.starter.list(there).catch(() => undefined);
      const names = listed && new Set(listed.map(({ name }) => name));
      for (const worker of there) if (names?.has(worker) === false) this.#there.delete(worker);
      if (this.#there.size === 0) return;
      await sleep(closingLookMs);
    }
  }
}
