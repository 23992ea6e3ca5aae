import { ThawError } from '@thaw/core';
import {
  closedFile,
  holderOfTask,
  queueFolder,
  readDriver,
  readQueueRecord,
  readSubmitted,
  readTask,
  readWorker,
  taskNames,
  workerNames,
} from '@thaw/execution/queue';
import type { KnownJob } from '@thaw/execution/launcher';
import { existsSync } from 'node:fs';
import type { ClusterJob, ClusterStanding, QueuedStage } from './standing.js';

/** What a cluster does for a sweep; nothing where it has no queue, or one in which nothing is to be done any more. */
export async function clusterStanding(store: string, sweep: string): Promise<ClusterStanding | undefined> {
  const queue = queueFolder(store, sweep);
  const [record, driver] = await Promise.all([readQueueRecord(queue), readDriver(queue)]);
  if (!record && !driver) return undefined;
  const asked = await askForJobs(sweep);
  const isOpen = record !== undefined && !existsSync(closedFile(queue));
  if (!isOpen && (asked.jobs ?? []).length === 0) return undefined;
  const [stages, { excluded }] = await Promise.all([queuedStages(queue), readSubmitted(queue)]);
  return { launcher: 'slurm', stages, ...asked, excluded };
}

/** Where Slurm is not here, which it need not be, what the queue says is all that is known. */
async function askForJobs(sweep: string): Promise<Pick<ClusterStanding, 'jobs' | 'unasked'>> {
  try {
    const { jobsNamed, meaningOf } = await import('@thaw/execution/launcher');
    const found = await jobsNamed(`thaw-${sweep},thaw-${sweep}-schedule`);
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
