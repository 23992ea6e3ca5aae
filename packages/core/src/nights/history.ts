import type { Night } from './night.js';

/** What the history of a store keeps, an entry for each thing that happened, in the order in which it did. */
export type HistoryEntry = ScheduledSince | BegunNight | EndedNight;

/**
 * A spec with a schedule was come across for the first time, or with another cron line or zone. What was due before is
 * not made up for.
 */
export interface ScheduledSince {
  readonly type: 'scheduled';
  readonly spec: string;
  readonly at: string;
  readonly cron: string;
  readonly timeZone: string;
}

/** A night was taken on. One that is not told to have ended is under way, or was cut off. */
export interface BegunNight {
  readonly type: 'begun';
  readonly spec: string;
  readonly at: string;
  readonly dueAt: string;
  readonly outcome: 'ran' | 'caught-up';
  readonly reason?: string;
}

/** A night has ended, or was skipped. */
export interface EndedNight extends Night {
  readonly type: 'night';
  readonly at: string;
}

/** The nights of a history that have ended or were skipped, in its order. */
export const nightsIn = (entries: readonly HistoryEntry[]): readonly Night[] =>
  entries.flatMap((entry) => {
    if (entry.type !== 'night') return [];
    const { type: _, at: __, ...night } = entry;
    return night;
  });
