import type { StageKind } from '../plan/stage.js';

/** Identifies a stage's results: those of one kind under the hash of all they depend on. */
export interface StageRef {
  readonly kind: StageKind;
  readonly key: string;
}

/** A stored blob, read in pieces so that what is larger than memory can be used. */
export interface StoredBlob {
  readonly bytes: number;
  /** Exactly `length` bytes from `offset`. */
  read(offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** What a store says of a blob without reading it. */
export interface BlobFacts {
  readonly bytes: number;
  /** In hex, of what was written. */
  readonly sha256: string;
}

/** What a store has of a stage. */
export interface StageFacts {
  /** By name. */
  readonly blobs: ReadonlyMap<string, BlobFacts>;
  /** What it takes: its blobs, and what the store notes of them. */
  readonly bytes: number;
  /** When something of it was last read or written, to the minute, or to the day where noting it is dear; Unix time in milliseconds, 0 if it never was. */
  readonly lastUsedMs: number;
}

/** Who has claimed a stage. */
export interface ClaimHolder {
  /** In words: `process 7 on host a`. */
  readonly name: string;
  readonly purpose: string;
}

/** The right to compute a stage, or to remove what is stored of it. Renewed by the store until it is released. */
export interface Claim {
  /** Aborted when another holds the claim by now, since this process was not heard of in time: it can write no more under it. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

export type ClaimAttempt = { readonly claim: Claim } | { readonly holder: ClaimHolder };

export interface ClaimOptions {
  /** What for, in words: others who want the same are told. */
  readonly purpose: string;
  /** Ends the waiting: its reason is thrown. */
  readonly signal?: AbortSignal;
  /** Told of each holder that is waited for. */
  readonly onWait?: (holder: ClaimHolder) => void;
}

/** What somebody still needs. Renewed by the store until it is released. */
export interface Lease {
  /** Needs these instead of those before. */
  replace(keys: Iterable<string>): Promise<void>;
  release(): Promise<void>;
}

/**
 * Results of stages, and who is at work on them. Several processes share one, also of several machines; none of them
 * knows of it but what is here. Rules every store keeps:
 * - `update` is atomic: a reader sees all of its changes or none, even if the writer dies at any moment. `write` and
 *   `remove` are updates of one blob.
 * - A blob's checksum is verified when it is read or opened. A damaged one is set aside, reported once, and from then
 *   on absent, so that it is computed again.
 * - Writing a name again replaces its blob.
 * - What a process writes of a stage that it has claimed it writes under that claim: once another has taken it over, `update` throws the reason
 *   of `lost`, and changes nothing that a reader could see, however long the process was paused and in whatever it was doing. Without a
 *   claim anybody may write.
 * - A claim has one holder at a time, a lease any number; they say nothing about who may read. They end with
 *   the process that holds them: at once where that can be seen, else when it was not heard of for a minute.
 */
export interface StageStore {
  /**
   * Every stage of these kinds, by default all, of which something is stored; there may be some of which nothing is any
   * more. Costs little: nothing is read of each.
   */
  stages(kinds?: readonly StageKind[]): Promise<readonly StageRef[]>;
  /** Verifies nothing, and is no use of the stage. */
  describe(stage: StageRef): Promise<StageFacts>;

  /**
   * Bytes of a stage's blobs that lie elsewhere and are fetched when they are read, 0 where nothing does. Absent of a store that has all
   * it knows of.
   */
  bytesElsewhere?(stage: StageRef): Promise<number>;

  /** Names of a stage's blobs that are there. Those are verified that something else than this store may have changed. */
  list(stage: StageRef): Promise<readonly string[]>;
  read(stage: StageRef, name: string): Promise<Uint8Array | undefined>;
  /** Reads those of these blobs that are there. What a store notes of a stage is looked at once for all of them. */
  readAll(stage: StageRef, names: Iterable<string>): Promise<ReadonlyMap<string, Uint8Array>>;
  open(stage: StageRef, name: string): Promise<StoredBlob | undefined>;
  write(stage: StageRef, name: string, blob: Uint8Array): Promise<void>;
  remove(stage: StageRef, name: string): Promise<void>;
  /**
   * Takes a blob out that says what no writer of Thaw's has written, as a damaged one is set aside; unless the name has other bytes by now,
   * or the store only looks at what others have.
   */
  setAside(stage: StageRef, name: string, blob: Uint8Array): Promise<void>;
  /** Writes the blobs, and removes those names that have none. What it has written it says by name: in hex, the SHA-256 of each, whatever others have written since. */
  update(
    stage: StageRef,
    blobs: ReadonlyMap<string, Uint8Array | undefined>,
  ): Promise<ReadonlyMap<string, string>>;

  /** Waits until nobody else has claimed the stage. */
  claim(stage: StageRef, options: ClaimOptions): Promise<Claim>;
  /** Says who has it instead of waiting. */
  tryClaim(stage: StageRef, purpose: string): Promise<ClaimAttempt>;
  /** Tells all who share the store that somebody still needs the stages with these keys: nobody evicts them. */
  lease(keys: Iterable<string>): Promise<Lease>;
  /** Keys of all stages that somebody needs. */
  leased(): Promise<ReadonlySet<string>>;
}
