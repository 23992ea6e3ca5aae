import { isoTime, momentOf, ThawError, type HistoryEntry } from '@thaw/core';

/**
 * A time that is set by hand and lies before what a history tells would have nights in it that never were, and have later
 * calls make up for them.
 * @throws ThawError `THAW-NIGHT-PAST`
 */
export function refuseToGoBack(now: Date, entries: readonly HistoryEntry[]): void {
  // By the time that a night is of, and not that of the clock when it began: the same call may be made again.
  const latestMs = Math.max(...entries.map(momentOf));
  if (now.getTime() >= latestMs) return;
  throw new ThawError({
    code: 'THAW-NIGHT-PAST',
    message: '--now lies before what the history of this store tells of already',
    expected: `a time from ${isoTime(latestMs)} on`,
    found: isoTime(now.getTime()),
    remedy: 'add --dry-run to see what would have been due then, or name a store of its own with --store',
  });
}
