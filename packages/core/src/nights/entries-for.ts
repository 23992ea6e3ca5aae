import type { NightDecision } from './decide-night.js';
import type { HistoryEntry } from './history.js';
import { isoTime } from './iso-time.js';
import type { NightSchedule } from './night-schedule.js';

export interface DecidedSpec {
  readonly spec: string;
  readonly name: string;
  readonly schedule: Pick<NightSchedule, 'cron' | 'timeZone'>;
  /** When it was asked what is due, and what the clock says by now. */
  readonly nowMs: number;
  readonly clockMs: number;
}

/** What a decision adds to the history before anything is done about it. */
export function entriesFor(
  decision: NightDecision,
  { spec, name, schedule: { cron, timeZone }, nowMs, clockMs }: DecidedSpec,
): readonly HistoryEntry[] {
  const at = isoTime(clockMs);
  const about = { spec, at };
  const entries: HistoryEntry[] = [];
  if (decision.isNew) entries.push({ type: 'scheduled', spec, at: isoTime(nowMs), cron, timeZone });
  if (decision.kind === 'not-due') return entries;
  const { kind, dueMs, givenUp, reason } = decision;
  const ended = { type: 'night', ...about, name, computed: 0, reused: 0, seconds: 0 } as const;
  if (givenUp)
    entries.push({
      ...{ ...ended, dueAt: givenUp.dueAt, outcome: 'failed', startedAt: givenUp.at, endedAt: at },
      reason: 'it was cut off, and nobody went on with it before the next was due',
    });
  const dueAt = isoTime(dueMs);
  if (kind === 'skipped') entries.push({ ...ended, dueAt, outcome: 'skipped', reason });
  else if (!decision.isResumed) {
    const { outcome } = decision;
    entries.push({ type: 'begun', ...about, dueAt, outcome, ...(reason !== undefined && { reason }) });
  }
  return entries;
}
