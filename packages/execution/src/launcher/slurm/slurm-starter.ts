import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../../files/atomic-file.js';
import { workersFolder, type SubmittedJob } from '../../queue/index.js';
import type { KnownWorker, QueueOnCluster, WantedWorkers, WorkerStarter } from '../queue/cluster-kind.js';
import { workerWords } from '../queue/worker-program.js';
import { always, asked, jobScript, outputPath, toldByJob } from './job-script.js';
import { cancel, describeJob, jobNames, jobsNamed, largestArray, submit } from './slurm-commands.js';

/** Submits workers as arrays that are no larger than the site allows. */
export class SlurmStarter implements WorkerStarter {
  readonly #name: string;
  #script: Promise<string> | undefined;
  #largest: Promise<number> | undefined;

  constructor(private readonly queue: QueueOnCluster<'slurm'>) {
    this.#name = jobNames(queue.sweep).workers;
  }

  async start({ count: wanted, excluded }: WantedWorkers): Promise<readonly SubmittedJob[]> {
    const { folder, profile } = this.queue;
    const count = Math.min(wanted, await (this.#largest ??= largestArray()));
    const script = await (this.#script ??= this.#writeScript());
    const isArray = count > 1;
    const log = `${outputPath(workersFolder(folder))}/${isArray ? '%A_%a' : '%j'}.log`;
    const job = await submit(
      [
        ...[`--job-name=${this.#name}`, `--output=${log}`, ...always, ...asked(profile)],
        ...(isArray ? [`--array=0-${count - 1}`] : []),
        ...(excluded.length > 0 ? [`--exclude=${excluded.join(',')}`] : []),
      ],
      script,
    );
    const workers = isArray ? Array.from({ length: count }, (_, index) => `${job}_${index}`) : [job];
    return [{ job, workers, submittedMs: Date.now() }];
  }

  async #writeScript(): Promise<string> {
    const { folder, profile } = this.queue;
    const script = join(folder, 'worker.sh');
    const setup = `${profile.setup ?? ''}\n${toldByJob}`;
    await writeFileAtomically(script, jobScript(workerWords(this.queue), { setup }));
    await chmod(script, 0o755);
    return script;
  }

  list(): Promise<readonly KnownWorker[]> {
    return jobsNamed(this.#name);
  }

  cancel(names: readonly string[]): Promise<void> {
    return cancel(names, this.#name);
  }

  describe(worker: string): Promise<string | undefined> {
    return describeJob(worker);
  }
}
