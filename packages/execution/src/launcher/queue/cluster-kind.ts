import type { ClusterAsks, ClusterName, ClusterProfile } from '@thaw/core';
import type { SubmittedJob } from '../../queue/index.js';

/**
 * A kind of cluster: who starts workers that take tasks from a queue in the store (docs/clusters.md), and what it is asked for. One entry in
 * `launcher/clusters.ts`; all that is the same for each of them is in this folder.
 */
export interface ClusterKind<Name extends ClusterName = ClusterName> {
  readonly name: Name;
  /** As people know it: `Slurm`. */
  readonly title: string;
  /**
   * What workers are asked for, with what holds where nobody says anything.
   * @throws ThawError where something is missing without which none can be started.
   */
  profile(asks: ClusterAsks<Name>, plan: PlannedNeeds): ClusterProfile<Name>;
  /** Nothing is started or asked by that. */
  starter(queue: QueueOnCluster<Name>): WorkerStarter;
  /** Where the schedule of a sweep can be a job, too (`--detach`). */
  readonly driver?: DriverStarter<Name>;
}

/** What is known of a sweep before it begins. */
export interface PlannedNeeds {
  /** Memory of a worker that computes the largest stage, in MiB. */
  mebibytes(isOnGpu: boolean): number;
}

/** A queue whose workers are to be started, or are looked for by another process. */
export interface QueueOnCluster<Name extends ClusterName = ClusterName> {
  readonly folder: string;
  /** Of the opening of the queue (`QueueRecord.id`). */
  readonly id: string;
  /** What it is called: the sweep's id, or the same with `-before`. */
  readonly sweep: string;
  readonly profile: ClusterProfile<Name>;
  /** Told of what people should know and that stops nothing. */
  readonly onNotice?: (line: string) => void;
}

/**
 * Starts the workers of one queue and knows which are there. It decides nothing: how many there are, which have died and where no more are
 * started is the fleet's. A worker is the program of `worker-program.ts`, with the variables that it says.
 */
export interface WorkerStarter {
  /**
   * Starts some of so many more, as many as go in one. None: there is no place for more just now; undefined: nor will there be, as all nodes
   * are excluded.
   * @throws ThawError with the cluster's own words where it refuses.
   */
  start(wanted: WantedWorkers): Promise<readonly SubmittedJob[] | undefined>;
  /**
   * Which workers are there, or wait. Of those that are not listed it is taken that they are over, once they are some seconds old. A cluster
   * that has forgotten none may list others of this queue, too.
   * @throws where it cannot be asked just now: nothing is then concluded.
   */
  list(started: readonly string[]): Promise<readonly KnownWorker[]>;
  /** Has jobs, or workers, end at their next batch; of those that are over nothing is said. */
  cancel(names: readonly string[]): Promise<void>;
  /** What is known of a worker that has ended without a word, in the cluster's words. */
  describe(worker: string): Promise<string | undefined>;
}

export interface WantedWorkers {
  readonly count: number;
  /** Those that are taken to be there. */
  readonly there: readonly string[];
  /** Nodes on which none is to be started. */
  readonly excluded: readonly string[];
}

/** A worker, or a job, that a cluster knows. */
export interface KnownWorker {
  readonly name: string;
  /** The cluster's own word, such as `RUNNING`. */
  readonly state: string;
  readonly node?: string;
  /** Why it has not begun, in words. */
  readonly waitsFor?: string;
  /** It takes nothing more; what it computes may still be at it. */
  readonly isEnding?: boolean;
}

/** Has the schedule of a sweep be a job of the cluster. */
export interface DriverStarter<Name extends ClusterName = ClusterName> {
  /** Returns the job's name. It is to run `words` with Node, again by another job where it is preempted, and to print to `log`. */
  submit(driver: SubmittedDriver<Name>): Promise<string>;
  /** Of this sweep, that are not over. */
  list(sweep: string): Promise<readonly KnownWorker[]>;
  cancel(jobs: readonly string[], sweep: string): Promise<void>;
}

export interface SubmittedDriver<Name extends ClusterName = ClusterName> {
  readonly sweep: string;
  readonly profile: ClusterProfile<Name>;
  readonly cwd: string;
  /** Program and options of the schedule. */
  readonly words: readonly string[];
  /** Where the script is written that is submitted. */
  readonly script: string;
  readonly log: string;
}
