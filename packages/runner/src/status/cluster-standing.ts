import { ThawError } from '@thaw/core';
import {
  beforeSweep,
  closedFile,
  holderOfTask,
  queueFile,
  queueFolder,
  queueFolders,
  readDriver,
  readSubmitted,
  readTask,
  readWorker,
  taskNames,
  workerNames,
} from '@thaw/execution/queue';
import type { KnownJob } from '@thaw/execution/launcher';
import { existsSync } from 'node:fs';
import type { ClusterJob, ClusterStanding, QueuedStage } from './standing.js';

/** What a cluster does for a sweep, and the sweep's name where that is known. */
export interface OnCluster {
  readonly name?: string;
  readonly standing: ClusterStanding;
}

/**
 * Nothing of a sweep that has no queue, or for which nothing is to be done any more: where its schedule was killed, its queue is still
 * open. `isHeld`: some process executes it.
 */
export async function clusterStanding(
  store: string,
  sweep: string,
  isHeld: boolean,
): Promise<OnCluster | undefined> {
  const queues = queueFolders(store, sweep).filter((queue) => existsSync(queue));
  if (queues.length === 0) return undefined;
  const asked = await askForJobs(sweep);
  const open = queues.filter((queue) => existsSync(queueFile(queue)) && !existsSync(closedFile(queue)));
  const isOpen = open.length > 0 && (isHeld || asked.jobs === undefined);
  if (!isOpen && (asked.jobs ?? []).length === 0) return undefined;
  const stages = await Promise.all(open.map(queuedStages));
  const submitted = await Promise.all(open.map(readSubmitted));
  const driver = await readDriver(queueFolder(store, sweep));
  const excluded = [...new Set(submitted.flatMap((each) => each.excluded))];
  return {
    ...(driver && { name: driver.name }),
    standing: { launcher: 'slurm', stages: stages.flat(), ...asked, excluded },
  };
}

/** Where Slurm is not here, which it need not be, what the queue says is all that is known. */
async function askForJobs(sweep: string): Promise<Pick<ClusterStanding, 'jobs' | 'unasked'>> {
  try {
    const { jobNames, jobsNamed, meaningOf } = await import('@thaw/execution/launcher');
    const { schedule, workers } = jobNames(sweep);
    const found = await jobsNamed(schedule, workers, jobNames(beforeSweep(sweep)).workers);
    return { jobs: found.map((job) => clusterJob(job, meaningOf)) };
  } catch (error) {
    if (!(error instanceof ThawError)) throw error;
    return { unasked: error.problems[0]!.message };
  }
}

const clusterJob = (
  { name, state, reason, node }: KnownJob,
  meaningOf: (reason: string) => string,
): ClusterJob => ({
  ...{ job: name, state },
  ...(node && { node }),
  ...(state === 'PENDING' && { waitsFor: meaningOf(reason) }),
});

/** Each stage that is to be computed, and which worker has it since when. */
async function queuedStages(queue: string): Promise<readonly QueuedStage[]> {
  const takers = await takersIn(queue);
  const stages = await Promise.all(
    (await taskNames(queue)).map(async (name): Promise<QueuedStage[]> => {
      const [task, holder] = await Promise.all([readTask(queue, name), holderOfTask(queue, name)]);
      if (!task) return [];
      const { label, queuedMs } = task;
      const taker = takers.get(name);
      if (!holder || !taker) return [{ label, state: 'waiting', sinceMs: queuedMs }];
      return [{ label, state: 'computing', ...taker }];
    }),
  );
  return stages.flat();
}

/** Who took a task last, by its name. */
async function takersIn(queue: string) {
  const takers = new Map<string, Pick<QueuedStage, 'worker' | 'node' | 'sinceMs'>>();
  for (const worker of await workerNames(queue)) {
    let node: string | undefined;
    for (const line of await readWorker(queue, worker)) {
      if (line.type === 'began') node = line.node;
      if (line.type === 'took' && line.timeMs > (takers.get(line.task)?.sinceMs ?? 0))
        takers.set(line.task, { worker, ...(node !== undefined && { node }), sinceMs: line.timeMs });
    }
  }
  return takers;
}
