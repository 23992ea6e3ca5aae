import { spanText } from '../text/span-text.js';
import { isBy, punctualMs } from './decide-night.js';
import type { HistoryEntry } from './history.js';
import { latestDue, type NightSchedule } from './night-schedule.js';

export interface OverdueQuestion {
  readonly schedule: NightSchedule;
  /** Of this spec, in the order of the history. */
  readonly entries: readonly HistoryEntry[];
  readonly nowMs: number;
  /** Whether a process is at the spec's night just now. */
  readonly isUnderWay: boolean;
}

/** A night of which the history should tell, and does not. */
export interface OverdueNight {
  /** When it was due; absent for a spec of which no nights were ever held. */
  readonly dueMs?: number;
  readonly reason: string;
}

/**
 * Whether nobody holds a spec's nights any more: one was due, the time in which it could be caught up has passed, and the
 * history tells neither of it nor of a later one. To tell of it is to say that it ran, failed or was skipped. What counts
 * is the schedule as it was come across last, since whoever has changed it is asked for nothing until a call has seen
 * that; and a spec with a schedule that no call has ever seen is overdue, for nobody may be calling at all.
 */
export function overdueNight({
  schedule,
  entries,
  nowMs,
  isUnderWay,
}: OverdueQuestion): OverdueNight | undefined {
  const known = entries.filter((entry) => isBy(entry, nowMs));
  const since = known.findLast((entry) => entry.type === 'scheduled');
  if (!since) return { reason: 'no call of `thaw nightly` has come across it yet' };
  const windowMs = schedule.catchUp === 'one' ? schedule.withinMs : punctualMs;
  const dueMs = latestDue(since, nowMs - windowMs);
  if (dueMs === undefined || dueMs <= Date.parse(since.at)) return undefined;
  const hasEnded = known.some((entry) => entry.type === 'night' && Date.parse(entry.dueAt) >= dueMs);
  if (hasEnded) return undefined;
  const begun = known.findLast((entry) => entry.type === 'begun' && Date.parse(entry.dueAt) >= dueMs);
  if (!begun) return { dueMs, reason: `nothing has come of it in ${spanText(nowMs - dueMs)}` };
  if (isUnderWay) return undefined;
  return { dueMs, reason: `begun ${begun.at} and cut off, and nobody has gone on with it` };
}
