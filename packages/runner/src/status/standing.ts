import type { ClusterName, RunStatus, StageKind } from '@thaw/core';

/** A process, where it runs. */
export interface Whereabouts {
  readonly host: string;
  readonly pid: number;
}

/** A run that is under way. */
export interface RunningRun {
  readonly run: string;
  readonly name: string;
  /** Epochs of all phases so far. */
  readonly epochs: number;
}

/** What a worker of a cluster is to compute. */
export interface QueuedStage {
  readonly label: string;
  readonly state: 'waiting' | 'computing';
  /** When it was queued, or begun: Unix time in milliseconds. */
  readonly sinceMs: number;
  readonly worker?: string;
  readonly node?: string;
}

/** A job of a cluster, as its own tools tell it. */
export interface ClusterJob {
  readonly job: string;
  /** The cluster's word, such as `PENDING` of Slurm. */
  readonly state: string;
  readonly node?: string;
  /** Why it waits, in words. */
  readonly waitsFor?: string;
}

export interface ClusterStanding {
  readonly launcher: ClusterName;
  readonly stages: readonly QueuedStage[];
  /** Absent where the cluster could not be asked: `unasked` says why. */
  readonly jobs?: readonly ClusterJob[];
  readonly unasked?: string;
  /** Nodes that are asked for no more, since workers have died there. */
  readonly excluded: readonly string[];
}

/** A sweep that is under way. */
export interface SweepStanding {
  readonly id: string;
  readonly name: string;
  /** When the first of its runs was started, Unix time in milliseconds. */
  readonly startedMs?: number;
  /** Which process has its schedule. Absent while that is a job that waits. */
  readonly by?: Whereabouts;
  /** How many runs there are of each status, and how many have not begun. */
  readonly runs: Readonly<Partial<Record<RunStatus | 'waiting', number>>>;
  readonly running: readonly RunningRun[];
  /** Where a cluster computes it. */
  readonly cluster?: ClusterStanding;
}

/** A stage that a process has claimed, to compute it or to remove what is stored of it. */
export interface StageUnderWay {
  readonly kind: StageKind;
  readonly key: string;
  readonly purpose: string;
  readonly by: Whereabouts;
  readonly sinceMs: number;
}

/** What is under way in a store. */
export interface StoreStanding {
  readonly sweeps: readonly SweepStanding[];
  /** By processes of any sweep. */
  readonly stages: readonly StageUnderWay[];
}
