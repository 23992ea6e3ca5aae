import { ThawError } from '@thaw/core';
import { holderOfTask, readTask, readWorker, taskNames, workerNames } from '@thaw/execution/queue';
import type { ClusterStanding, QueuedStage } from './standing.js';
import { SweepOnCluster } from './sweep-on-cluster.js';

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
  const found = await SweepOnCluster.find(store, sweep);
  if (!found) return undefined;
  const { name, launcher, open, excluded } = found;
  const asked = await askForJobs(found);
  const isOpen = open.length > 0 && (isHeld || asked.jobs === undefined);
  if (!isOpen && (asked.jobs ?? []).length === 0) return undefined;
  const stages = await Promise.all(open.map(queuedStages));
  return {
    ...(name !== undefined && { name }),
    standing: { launcher, stages: stages.flat(), ...asked, excluded },
  };
}

/** Where the cluster cannot be asked, as it need not be from here, what the queue says is all that is known. */
async function askForJobs(found: SweepOnCluster): Promise<Pick<ClusterStanding, 'jobs' | 'unasked'>> {
  try {
    return { jobs: (await found.jobs()).map(({ name: job, isEnding: _, ...known }) => ({ job, ...known })) };
  } catch (error) {
    if (!(error instanceof ThawError)) throw error;
    return { unasked: error.problems[0]!.message };
  }
}

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
    for (const line of readWorker(queue, worker)) {
      if (line.type === 'began') node = line.node;
      if (line.type === 'took' && line.timeMs > (takers.get(line.task)?.sinceMs ?? 0))
        takers.set(line.task, { worker, ...(node !== undefined && { node }), sinceMs: line.timeMs });
    }
  }
  return takers;
}
