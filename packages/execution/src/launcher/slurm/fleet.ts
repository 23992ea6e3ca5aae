import type { SlurmProfile } from '@thaw/core';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { workersFolder, type Submitted } from '../../queue/index.js';
import { always, asked, jobScript, outputPath } from './job-script.js';
import type { QueueWriter } from './queue-writer.js';
import { cancel, describeJob, jobsListed, jobsNamed, largestArray, submit } from './slurm.js';

/** The built file, also when this one runs from source in a test. */
const entry = createRequire(import.meta.url).resolve('@thaw/execution/pull-worker');

/** Workers that die so soon after one another say of their node that something is wrong with it. */
const nodeTroubleMs = 60_000;
/** How long a job may be submitted and not be listed yet. */
const listedAfterMs = 5000;
/** How long closing waits for jobs to end, which they do at the next batch. */
const longestEndMs = 30_000;
const closingLookMs = 500;

export interface FleetOptions {
  readonly queue: QueueWriter;
  readonly profile: Partial<SlurmProfile>;
  /** By which `squeue` knows the jobs. */
  readonly name: string;
}

/** Why jobs wait: how many, and Slurm's word for it. */
export interface Waiting {
  readonly jobs: number;
  readonly reason: string;
}

/** The jobs of a queue. */
export class Fleet {
  #script: Promise<string> | undefined;
  #arraySize: Promise<number> | undefined;
  #submitted: Submitted = { version: 1, jobs: [], excluded: [] };
  /** Workers that are there or will be, with when they were submitted. */
  readonly #there = new Map<string, number>();
  readonly #troubles = new Map<string, number>();

  constructor(private readonly options: FleetOptions) {}

  get size(): number {
    return this.#there.size;
  }

  has(worker: string): boolean {
    return this.#there.has(worker);
  }

  get excluded(): readonly string[] {
    return this.#submitted.excluded;
  }

  /** Submits so many more, as arrays that are no larger than the site allows. */
  async add(workers: number): Promise<void> {
    const largest = await (this.#arraySize ??= largestArray());
    for (let left = workers; left > 0; left -= largest) await this.#submit(Math.min(left, largest), workers);
  }

  async #submit(count: number, atOnce: number): Promise<void> {
    const { queue, profile, name } = this.options;
    const script = await (this.#script ??= this.#writeScript());
    const isArray = count > 1;
    const log = `${outputPath(workersFolder(queue.folder))}/${isArray ? '%A_%a' : '%j'}.log`;
    const { excluded } = this.#submitted;
    const job = await submit(
      [
        ...[`--job-name=${name}`, `--output=${log}`, ...always, ...asked(profile)],
        ...(isArray ? [`--array=0-${count - 1}%${atOnce}`] : []),
        ...(excluded.length > 0 ? [`--exclude=${excluded.join(',')}`] : []),
      ],
      script,
    );
    const workers = isArray ? Array.from({ length: count }, (_, index) => `${job}_${index}`) : [job];
    const submittedMs = Date.now();
    for (const worker of workers) this.#there.set(worker, submittedMs);
    await this.#note({ ...this.#submitted, jobs: [...this.#submitted.jobs, { job, workers, submittedMs }] });
  }

  #writeScript(): Promise<string> {
    const { queue, profile } = this.options;
    return queue.writeScript(
      'worker.sh',
      jobScript([entry, queue.folder, queue.id], { setup: profile.setup }),
    );
  }

  async #note(submitted: Submitted): Promise<void> {
    this.#submitted = submitted;
    await this.options.queue.noteJobs(submitted);
  }

  /** Asks Slurm which are there still. Returned are those that are not any more, and why others wait. */
  async look(): Promise<{ readonly gone: readonly string[]; readonly waiting: readonly Waiting[] }> {
    const askedMs = Date.now();
    const listed = await jobsNamed(this.options.name);
    const names = new Set(listed.map(({ name }) => name));
    const gone = [...this.#there].flatMap(([worker, submittedMs]) =>
      names.has(worker) || askedMs - submittedMs < listedAfterMs ? [] : worker,
    );
    for (const worker of gone) this.#there.delete(worker);
    const reasons = listed.filter(({ name, state }) => state === 'PENDING' && this.#there.has(name));
    const counts = new Map<string, number>();
    for (const { reason } of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
    return { gone, waiting: [...counts].map(([reason, jobs]) => ({ reason, jobs })) };
  }

  /** It has said that it ends, or it is known to be dead. */
  hasEnded(worker: string): void {
    this.#there.delete(worker);
  }

  /** A worker has died. Whether its node is asked for no more. */
  async hasDied(node: string): Promise<boolean> {
    const [beforeMs, now] = [this.#troubles.get(node), Date.now()];
    this.#troubles.set(node, now);
    if (beforeMs === undefined || now - beforeMs > nodeTroubleMs || this.excluded.includes(node))
      return false;
    await this.#note({ ...this.#submitted, excluded: [...this.excluded, node] });
    return true;
  }

  describe(worker: string): Promise<string | undefined> {
    return describeJob(worker);
  }

  /** Cancels all, and waits for those that compute to end: of what was cancelled whatever is not listed is over, however young. */
  async close(): Promise<void> {
    const { name } = this.options;
    await cancel(
      this.#submitted.jobs.map(({ job }) => job),
      name,
    );
    const endMs = Date.now() + longestEndMs;
    while (Date.now() < endMs) {
      const listed = await jobsListed(name).catch(() => undefined);
      const names = listed && new Set(listed.map((job) => job.name));
      for (const worker of this.#there.keys()) if (names?.has(worker) === false) this.#there.delete(worker);
      if (this.#there.size === 0) return;
      await sleep(closingLookMs);
    }
  }
}
