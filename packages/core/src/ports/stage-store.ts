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

/**
 * Results of stages. Rules every store keeps:
 * - `update` is atomic: a reader sees all of its changes or none, even if the writer dies at any moment. `write` and
 *   `remove` are updates of one blob.
 * - A blob's checksum is verified when it is read or opened. A damaged one is set aside, reported once, and from then
 *   on absent, so that it is computed again.
 * - Writing a name again replaces its blob.
 */
export interface StageStore {
  list(stage: StageRef): Promise<readonly string[]>;
  read(stage: StageRef, name: string): Promise<Uint8Array | undefined>;
  open(stage: StageRef, name: string): Promise<StoredBlob | undefined>;
  write(stage: StageRef, name: string, blob: Uint8Array): Promise<void>;
  remove(stage: StageRef, name: string): Promise<void>;
  /** Writes the blobs, and removes those names that have none. */
  update(stage: StageRef, blobs: ReadonlyMap<string, Uint8Array | undefined>): Promise<void>;
}
