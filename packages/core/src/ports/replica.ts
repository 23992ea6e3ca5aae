import type { ReplicaSource } from './journaled.js';

/** Where a replica has put its sweep. */
export interface ReplicaPlace {
  /** The experiment that it is in, by the name that it has there. */
  readonly experiment: string;
  /** It stays in the experiment that it was first sent to, and the spec names another one by now. */
  readonly isElsewhere: boolean;
  /** People have deleted the sweep there. It stays deleted, and nothing is sent. */
  readonly isDeleted: boolean;
  /** For programs: names and ids that the replica has for it. `thaw sync --json` prints them. */
  readonly ids: Readonly<Record<string, string>>;
}

/** What has been sent since the replica was opened. */
export interface ReplicaReport {
  readonly sweep: string;
  readonly place: ReplicaPlace;
  readonly runs: number;
  readonly runsCreated: number;
  /** Runs whose results have changed since the replica got them: what was there has been put aside. */
  readonly runsReplaced: number;
  /** Be they new to the replica or not: it has equal points once. */
  readonly points: number;
  readonly artifacts: number;
  readonly models: number;
  /** What was left undone and why, for people. */
  readonly notices: readonly string[];
}

/** One thing in which a replica is not as the journal says. Texts are for people. */
export interface ReplicaDifference {
  /** The run's id; absent for the sweep itself. */
  readonly run?: string;
  /** `status`, `param head.dropout`, `val_loss at step 3`, … */
  readonly what: string;
  readonly journal: string;
  readonly server: string;
}

export interface ReplicaCheck {
  /** Absent while the journal holds none. */
  readonly sweep?: string;
  readonly runs: number;
  readonly points: number;
  readonly differences: readonly ReplicaDifference[];
}

/**
 * A copy of one journal's sweep, where people look at it. The journal stays the source, and whatever names, ids, states
 * and limits the copy has are the replica's own affair. Rules every replica keeps, and `describeReplica` of
 * `@thaw/tracker/contract` checks:
 *
 * - Once `push` has returned, the copy has the sweep and each of its runs with its params, its status and end, every
 *   point with the journal's time, every artifact and the night that came to it last; what it could not take, a notice says.
 * - Pushing again changes nothing, whoever does it: what is there is found, by this replica or another one, before
 *   anything is made. Two that push at once leave one copy.
 * - A push that was broken off, at whatever moment, has lost nothing and doubled nothing once a later one returns.
 * - When points were taken back (`revisionMs`), the run has those that hold now and no others.
 *
 * And one that the suite cannot see, as it does not know how people change a copy: what they have changed stays, such as a
 * run that they deleted, a name, a note.
 */
export interface Replica {
  /**
   * Makes the copy equal to the journal as far as that was read. The journal must tell of a sweep; calls must not overlap.
   * @throws ThawError if the copy cannot be reached or refuses something; what was pushed until then stays.
   */
  push(onRun?: (done: number, total: number) => void): Promise<ReplicaReport>;
  /** Grows with each run that a push has made equal, so that one that throws shows whether another may get further. */
  readonly progress: number;
  /** Points of the journal, as far as it was read, that this replica has not pushed. */
  pendingPoints(): Promise<number>;
  /** Compares every run and point of the copy with the journal, and changes nothing. The journal must tell of a sweep. */
  check(): Promise<ReplicaCheck>;
}

/** A place that keeps replicas: a server of some tracker. */
export interface ReplicaHome {
  /** What it is, for people: `MLflow`. */
  readonly name: string;
  /** Where it is, for people; without credentials. */
  readonly address: string;
  /** Cheap: nothing is asked of the place before the first push or check. */
  open(source: ReplicaSource): Replica;
  /** The same, but all that its replicas ask of the place ends with the signal, by throwing. */
  until(signal: AbortSignal): ReplicaHome;
}
