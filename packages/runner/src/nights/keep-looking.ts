import { ThawError } from '@thaw/core';
import { setTimeout as sleep } from 'node:timers/promises';

export interface KeepLooking {
  readonly signal: AbortSignal;
  /** No longer asleep than that. */
  readonly longestMs: number;
  /** Told of what a look has failed for. */
  readonly onTrouble: (trouble: ThawError) => void;
}

/**
 * Looks, sleeps for as long as the look has said, and looks again, until it is ended. What is wrong at first is a mistake of
 * whoever started it, and thrown; what is wrong later, such as a full disk or a store out of reach, may pass.
 */
export async function keepLooking(
  look: () => Promise<number>,
  { signal, longestMs, onTrouble }: KeepLooking,
): Promise<void> {
  for (let isFirst = true; !signal.aborted; isFirst = false) {
    let pauseMs = longestMs;
    try {
      pauseMs = Math.min(pauseMs, await look());
    } catch (error) {
      if (isFirst || !(error instanceof ThawError)) throw error;
      onTrouble(error);
    }
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}
