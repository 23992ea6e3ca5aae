import { existsSync } from 'node:fs';
import pLimit from 'p-limit';
import { join } from 'node:path';
import { writeFileAtomically } from '../../files/atomic-file.js';
import { closedFile, readWorker, workerNames, type SubmittedJob } from '../../queue/index.js';
import type { KnownWorker, QueueOnCluster, WantedWorkers, WorkerStarter } from '../queue/cluster-kind.js';
import { quoted } from '../queue/worker-program.js';
import { RayJobs, type KnownRayJob } from './ray-jobs.js';
import { asked, whyItWaits } from './ray-resources.js';
import { endOfJob } from './ray-words.js';
import { workerScript } from './worker-script.js';

/** So many jobs are asked after at once. */
const atOnce = 8;

/** Each worker is a job of Ray. */
export class RayStarter implements WorkerStarter {
  readonly #jobs: RayJobs;
  readonly #limit = pLimit(atOnce);
  #script: Promise<string> | undefined;
  #started = 0;

  constructor(private readonly queue: QueueOnCluster<'ray'>) {
    this.#jobs = new RayJobs(queue.profile.address!);
  }

  async start({ count, excluded }: WantedWorkers): Promise<readonly SubmittedJob[]> {
    const { sweep, id, profile } = this.queue;
    const script = await (this.#script ??= this.#writeScript());
    const labels = await this.#labels(excluded);
    const jobs: SubmittedJob[] = [];
    while (jobs.length < count) {
      const worker = `${id.slice(0, 6)}-${++this.#started}`;
      const job = this.#jobOf(worker);
      try {
        await this.#jobs.submit({
          ...{ submission_id: job, entrypoint: `exec bash ${quoted(script)} ${worker}` },
          ...{ metadata: { job_name: `thaw-${sweep}` }, ...asked(profile), ...labels },
        });
      } catch (error) {
        if (jobs.length === 0) throw error;
        break;
      }
      jobs.push({ job, workers: [worker], submittedMs: Date.now() });
    }
    return jobs;
  }

  /** Ray forgets no name: those of another opening of the queue are others. */
  #jobOf = (worker: string): string => `thaw-${this.queue.sweep}-${worker}`;

  async #writeScript(): Promise<string> {
    const { queue } = this;
    const script = join(queue.folder, 'worker.sh');
    await writeFileAtomically(script, workerScript(queue, queue.profile.setup));
    return script;
  }

  /** Ray keeps jobs from nodes by their ids, which only it knows: they are those of the workers that were there. */
  async #labels(excluded: readonly string[]) {
    if (excluded.length === 0) return {};
    const { folder } = this.queue;
    const ids = new Set<string>();
    for (const worker of await workerNames(folder)) {
      const [began] = readWorker(folder, worker);
      if (began?.type !== 'began' || !excluded.includes(began.node)) continue;
      const id = (await this.#jobs.find(this.#jobOf(worker)))?.driver_node_id;
      if (id) ids.add(id);
    }
    return ids.size === 0
      ? {}
      : { entrypoint_label_selector: { 'ray.io/node-id': `!in(${[...ids].join(',')})` } };
  }

  async list(started: readonly string[]): Promise<readonly KnownWorker[]> {
    // Ray stops a job that waits only once it begins, and lists it until then: of a closed queue it will do nothing.
    const isClosed = existsSync(closedFile(this.queue.folder));
    const isThere = (job: KnownRayJob) => job.status === 'RUNNING' || (job.status === 'PENDING' && !isClosed);
    const found = await this.#limit.map(
      started,
      async (name) => [name, await this.#jobs.find(this.#jobOf(name))] as const,
    );
    const there = found.flatMap(([name, job]) => (job && isThere(job) ? [[name, job] as const] : []));
    const isWaiting = there.some(([, { status }]) => status === 'PENDING');
    const nodes = isWaiting ? await this.#jobs.nodes().catch(() => []) : [];
    return there.map(([name, job]) => ({
      ...{ name, state: job.status },
      ...nodeOf(job),
      ...(job.status === 'PENDING' && { waitsFor: whyItWaits(this.queue.profile, nodes, job) }),
    }));
  }

  async cancel(names: readonly string[]): Promise<void> {
    // One that is over, or a cluster that is away, is no reason not to ask the others.
    await this.#limit.map(names, (name) => this.#jobs.stop(name).catch(() => {}));
  }

  async describe(worker: string): Promise<string | undefined> {
    const job = await this.#jobs.find(this.#jobOf(worker)).catch(() => undefined);
    return job?.message ? endOfJob(job.message) : undefined;
  }
}

/** Ray calls its nodes by their addresses. */
const nodeOf = ({ driver_agent_http_address: agent }: KnownRayJob) =>
  agent && URL.canParse(agent) ? { node: new URL(agent).hostname } : {};
