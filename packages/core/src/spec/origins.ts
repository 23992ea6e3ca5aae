import { startsWith, type Keys } from './keys.js';
import type { Locate } from './schema-problems.js';

/** Where a part of a spec was written: the file, an override, or one value of the sweep. */
export interface Origin {
  /** The part. */
  readonly keys: Keys;
  /** Takes keys from that part on. */
  readonly locate: Locate;
}

/** Looks a place up in the last origin that covers it. The first must cover everything. */
export const locateIn =
  (origins: readonly Origin[]): Locate =>
  (keys, part) => {
    const origin = origins.findLast((candidate) => startsWith(keys, candidate.keys))!;
    return origin.locate(keys.slice(origin.keys.length), part);
  };
