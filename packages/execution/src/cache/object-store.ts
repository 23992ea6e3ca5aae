import type { StoredBlob } from '@thaw/core';

export interface FoundObject {
  readonly name: string;
  readonly bytes: number;
  /** When it was written, by the server's clock; Unix time in milliseconds. */
  readonly changedMs: number;
}

/**
 * Named bytes on a server. Rules every one keeps: an object is visible whole or not at all; what the server or the way to it does wrong is a
 * ThawError of `THAW-CACHE-…`, once trying again has not helped.
 */
export interface ObjectStore {
  /** For people. */
  readonly place: string;
  /** All whose names begin like this. */
  list(beginning: string): Promise<readonly FoundObject[]>;
  /** None where there is none of so many bytes. */
  read(name: string, bytes: number): Promise<Uint8Array | undefined>;
  /** How many bytes it has; none where there is none. */
  size(name: string): Promise<number | undefined>;
  /** Once the signal fires, nothing is left of it. */
  write(name: string, blob: StoredBlob, sha256: string, signal: AbortSignal): Promise<void>;
  /** Leaves what is there under this name as it is. */
  writeNew(name: string, content: Uint8Array, sha256: string, signal: AbortSignal): Promise<void>;
  remove(name: string): Promise<void>;
}
