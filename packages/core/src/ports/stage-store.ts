import type { StageKind } from '../plan/stage.js';

/** Identifies a stage's folder: results of one kind under the hash of all they depend on. */
export interface StageRef {
  readonly kind: StageKind;
  readonly key: string;
}

/**
 * Results of stages by content-derived key. Rules every store keeps:
 * - `write` is atomic: a reader sees the whole blob or none, even if the writer dies at any moment.
 * - `read` checks the blob's checksum. A damaged blob is set aside, reported by `onDamage`, and read as absent.
 * - Writing the same name again replaces it.
 */
export interface StageStore {
  has(stage: StageRef, name: string): Promise<boolean>;
  read(stage: StageRef, name: string): Promise<Uint8Array | undefined>;
  write(stage: StageRef, name: string, blob: Uint8Array): Promise<void>;
  remove(stage: StageRef, name: string): Promise<void>;
  list(stage: StageRef): Promise<readonly string[]>;
}
