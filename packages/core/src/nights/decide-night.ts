import type { BegunNight, EndedNight, HistoryEntry } from './history.js';
import { duesUntil, latestDue, nextDue, type NightSchedule } from './night-schedule.js';
import { spanText } from '../text/span-text.js';

export interface NightQuestion {
  readonly schedule: NightSchedule;
  /** Of this spec, in the order of the history. */
  readonly entries: readonly HistoryEntry[];
  /** When it was asked what is due. */
  readonly nowMs: number;
  /** What the clock says by now, where others were at work since; what they have dealt with counts. */
  readonly clockMs?: number;
  /** Who holds the spec's lock, in words, if somebody does. */
  readonly underWay?: string;
}

/** What is to be done about a spec's nights now. */
export type NightDecision = {
  /** The schedule counts from now on, which the history does not say yet. */
  readonly isNew: boolean;
} &
  /** `dueMs`: the next moment, or the one that is under way; absent where none comes any more. */
  (
    | { readonly kind: 'not-due'; readonly dueMs?: number; readonly reason?: string }
    | ({ readonly kind: 'skipped'; readonly reason: string } & Dealing)
    | ({ readonly kind: 'due' } & Dealing & Taking)
  );

interface Dealing {
  readonly dueMs: number;
  /** A night that was cut off, for which there is no time any more. */
  readonly givenUp?: BegunNight;
}

interface Taking {
  readonly outcome: 'ran' | 'caught-up';
  readonly reason?: string;
  /** It was begun before, and goes on. */
  readonly isResumed: boolean;
}

/** A night that begins within an hour is on time: nobody is woken to the second, and no scheduler is to be relied on. */
export const punctualMs = 3_600_000;

/**
 * What is due of one spec. The rules:
 * 1. Nothing is due for moments before the schedule was first come across as it is.
 * 2. Each moment is dealt with once, whatever came of it. What a clock that was ahead has left counts for its moment alone.
 * 3. Of several moments that have passed, only the latest is dealt with.
 * 4. After an hour it was missed, and is caught up within its window if the schedule says so, or else skipped.
 * 5. A night that was begun and cut off goes on, until the next is due.
 * 6. While somebody is at the spec's night, it is left to them, and one that falls due meanwhile is skipped, whether somebody asks
 *    then or after it.
 */
export function decideNight({
  schedule,
  entries,
  nowMs,
  clockMs = nowMs,
  underWay,
}: NightQuestion): NightDecision {
  const known = entries.filter((entry) => isBy(entry, clockMs));
  const { isNew, sinceMs } = countedSince(schedule, known, nowMs);
  const dealtWith = known.flatMap((entry) => (entry.type === 'scheduled' ? [] : Date.parse(entry.dueAt)));
  const boundMs = Math.max(sinceMs, ...dealtWith);
  const dueMs = latestDue(schedule, nowMs);
  const begun = unended(known);
  const othersAreAtIt = (moment: number | undefined): NightDecision => ({
    ...{ kind: 'not-due', isNew, reason: `under way: ${underWay}` },
    ...(moment !== undefined && { dueMs: moment }),
  });

  if (dueMs === undefined || dueMs <= boundMs) {
    const nextMs = nextDue(schedule, clockMs);
    if (underWay !== undefined) return othersAreAtIt(begun ? Date.parse(begun.dueAt) : nextMs);
    if (begun) return { ...takenUp(begun), isNew };
    const reason = isNew ? whyNew(known) : undefined;
    return {
      kind: 'not-due',
      isNew,
      ...(nextMs !== undefined && { dueMs: nextMs }),
      ...(reason && { reason }),
    };
  }

  if (underWay !== undefined) {
    // Whoever holds the lock and has begun nothing is about to begin this one.
    if (!begun) return othersAreAtIt(dueMs);
    const reason = `the night of ${begun.dueAt} is still under way: ${underWay}`;
    return { kind: 'skipped', isNew, dueMs, reason };
  }

  const overlapping = known.find((entry) => hasOverlapped(entry, dueMs));
  if (overlapping) {
    const reason = `the night of ${overlapping.dueAt} was still under way, until ${overlapping.endedAt}`;
    return { kind: 'skipped', isNew, dueMs, reason };
  }

  const dealing = { isNew, dueMs, ...(begun && { givenUp: begun }) };
  const lateMs = nowMs - dueMs;
  const others = othersMissed(schedule, boundMs, dueMs);
  const { catchUp, withinMs } = schedule;
  if (lateMs <= (catchUp === 'one' ? Math.min(punctualMs, withinMs) : punctualMs))
    return { kind: 'due', outcome: 'ran', isResumed: false, ...(others && { reason: others }), ...dealing };
  const missed = [`missed by ${spanText(lateMs)}`, others]
    .filter((words) => words !== undefined)
    .join(', and ');
  if (catchUp === 'none')
    return { kind: 'skipped', reason: `${missed}; its schedule catches up none`, ...dealing };
  if (lateMs > withinMs)
    return { kind: 'skipped', reason: `${missed}; it is caught up within ${spanText(withinMs)}`, ...dealing };
  return { kind: 'due', outcome: 'caught-up', isResumed: false, reason: missed, ...dealing };
}

/** Of which time an entry is: from when a schedule counts, or when a night was due. */
export const momentOf = (entry: HistoryEntry): number =>
  Date.parse(entry.type === 'scheduled' ? entry.at : entry.dueAt);

export const isBy = (entry: HistoryEntry, ms: number): boolean => momentOf(entry) <= ms;

/** From when on a schedule counts as it is: from now, if it was never come across, or was another last. */
function countedSince(
  { cron, timeZone }: NightSchedule,
  known: readonly HistoryEntry[],
  nowMs: number,
): { readonly isNew: boolean; readonly sinceMs: number } {
  const last = lastScheduled(known);
  return last?.cron === cron && last.timeZone === timeZone
    ? { isNew: false, sinceMs: Date.parse(last.at) }
    : { isNew: true, sinceMs: nowMs };
}

const lastScheduled = (known: readonly HistoryEntry[]) =>
  known.findLast((entry) => entry.type === 'scheduled');

const whyNew = (known: readonly HistoryEntry[]): string =>
  lastScheduled(known)
    ? 'its schedule was changed; what lies before is not made up for'
    : 'seen for the first time; what lies before is not made up for';

/** The night that was begun last, if nobody has told how it ended. */
function unended(known: readonly HistoryEntry[]): BegunNight | undefined {
  const begun = known.findLast((entry) => entry.type === 'begun');
  const hasEnded = known.some((entry) => entry.type === 'night' && entry.dueAt === begun?.dueAt);
  return hasEnded ? undefined : begun;
}

/** Whether it is a night that was due before a moment and ended after it. */
const hasOverlapped = (entry: HistoryEntry, ms: number): entry is EndedNight =>
  entry.type === 'night' &&
  entry.endedAt !== undefined &&
  momentOf(entry) < ms &&
  ms <= Date.parse(entry.endedAt);

const takenUp = ({ dueAt, outcome, reason }: BegunNight) =>
  ({
    kind: 'due',
    isResumed: true,
    dueMs: Date.parse(dueAt),
    outcome,
    ...(reason !== undefined && { reason }),
  }) as const;

/** Nobody has to know how many more there were. */
const countedMissed = 100;

/** Of moments between two, in words. */
function othersMissed(schedule: NightSchedule, fromMs: number, toMs: number): string | undefined {
  let count = 0;
  for (const due of duesUntil(schedule, toMs - 1)) {
    if (due <= fromMs || count === countedMissed) break;
    count++;
  }
  if (count === 0) return undefined;
  const number = count === countedMissed ? `${count} or more` : count;
  return count === 1 ? 'the one before it was missed' : `${number} before it were missed`;
}
