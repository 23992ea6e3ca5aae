import type { StoredBlob } from '@thaw/core';
import type { UsedBucket } from './bucket-problem.js';

export interface FoundObject {
  readonly name: string;
  readonly bytes: number;
  /** Another whenever something else was written under the name. */
  readonly version: string;
  /** When it was written, by the server's clock; Unix time in milliseconds. */
  readonly changedMs: number;
}

/** An object as it is now. */
export interface ReadObject {
  readonly content: Uint8Array;
  readonly version: string;
  readonly changedMs: number;
  /** By the server's clock, as is `changedMs`. */
  readonly nowMs: number;
}

/**
 * Named bytes on a server. Rules every one keeps: an object is visible whole or not at all, and to all once it was written; what the server or
 * the way to it does wrong is a ThawError of `THAW-BUCKET-…`, once trying again has not helped.
 */
export interface ObjectStore extends UsedBucket {
  /** All whose names begin like this. */
  list(beginning: string): Promise<readonly FoundObject[]>;
  /** None where there is none of so many bytes. */
  read(name: string, bytes: number): Promise<Uint8Array | undefined>;
  /** None where there is none; of one that is larger nothing but that. */
  readNow(name: string, mostBytes: number): Promise<ReadObject | 'too-large' | undefined>;
  /** How many bytes it has; none where there is none. */
  size(name: string): Promise<number | undefined>;
  /** Returns the version that it has made. Once the signal fires, nothing is left of it. */
  write(name: string, blob: StoredBlob, sha256: string, signal: AbortSignal): Promise<string>;
  /**
   * Writes only where this version is there, or nothing where none is given; else nothing changes, and nothing is returned. Who is told that
   * something else was there may have written it himself, and the server's answer was lost: only contents that come once can be told apart.
   */
  replace(
    name: string,
    content: Uint8Array,
    sha256: string,
    version: string | undefined,
  ): Promise<string | undefined>;
  remove(name: string): Promise<void>;
}
