import { describe, expect, it } from 'vitest';
import type { HistoryEntry } from './history.js';
import { overdueNight } from './overdue-night.js';

const hourMs = 3_600_000;
const nightly = { cron: '0 2 * * *', timeZone: 'UTC', catchUp: 'one', withinMs: 20 * hourMs } as const;
/** `20 02:00` is of November 2026. */
const timeMs = (short: string) => Date.parse(`2026-11-${short.replace(' ', 'T')}:00Z`);
const time = (short: string) => new Date(timeMs(short)).toISOString();
const spec = 'a.yaml';
const scheduled = (at: string, over = {}): HistoryEntry => ({
  ...{ type: 'scheduled', spec, at: time(at), cron: nightly.cron, timeZone: 'UTC', ...over },
});
const begun = (at: string): HistoryEntry => ({
  ...{ type: 'begun', spec, at: time(at), dueAt: time(at), outcome: 'ran' },
});
const night = (at: string, outcome: 'ran' | 'skipped' | 'failed' = 'ran'): HistoryEntry => ({
  ...{ type: 'night', spec, name: 'a', at: time(at), dueAt: time(at), outcome },
  ...{ computed: 0, reused: 0, seconds: 0 },
});

const overdue = (now: string, entries: readonly HistoryEntry[], over = {}, isUnderWay = false) => {
  const schedule = { ...nightly, ...over };
  const found = overdueNight({ schedule, entries, nowMs: timeMs(now), isUnderWay });
  return (
    found && { ...found, ...(found.dueMs !== undefined && { dueMs: new Date(found.dueMs).toISOString() }) }
  );
};
const known = [scheduled('10 12:00'), night('11 02:00')];

describe('a night is overdue', () => {
  it('once the time has passed in which it could be caught up', () => {
    expect(overdue('12 21:59', known)).toBeUndefined();
    expect(overdue('12 22:00', known)).toEqual({
      dueMs: time('12 02:00'),
      reason: 'nothing has come of it in 20 h',
    });
  });

  it('an hour after it was due where none is caught up', () => {
    expect(overdue('12 02:59', known, { catchUp: 'none' })).toBeUndefined();
    expect(overdue('12 03:00', known, { catchUp: 'none' })).toMatchObject({ dueMs: time('12 02:00') });
  });

  it.each(['ran', 'skipped', 'failed'] as const)('not if it is told of as %s', (outcome) => {
    expect(overdue('12 23:00', [...known, night('12 02:00', outcome)])).toBeUndefined();
  });

  it('not for what lies before the schedule was come across', () => {
    expect(overdue('10 23:00', [scheduled('10 12:00')])).toBeUndefined();
  });

  it('by the schedule that was come across last, whatever the spec says by now', () => {
    expect(overdue('12 23:00', known, { cron: '0 9 1 1 *' })).toMatchObject({ dueMs: time('12 02:00') });
    const changed = [...known, scheduled('12 12:00', { cron: '0 9 1 1 *' })];
    expect(overdue('20 12:00', changed, { cron: '0 9 1 1 *' })).toBeUndefined();
  });

  it('while it is under way only if nobody is at it any more', () => {
    const entries = [...known, begun('12 02:00')];
    expect(overdue('12 21:00', entries)).toBeUndefined();
    expect(overdue('13 01:00', entries, {}, true)).toBeUndefined();
    expect(overdue('13 01:00', entries)).toEqual({
      dueMs: time('12 02:00'),
      reason: 'begun 2026-11-12T02:00:00.000Z and cut off, and nobody has gone on with it',
    });
  });

  it('whatever a machine has told whose clock was ahead', () => {
    expect(overdue('12 23:00', [...known, scheduled('14 12:00'), night('15 02:00')])).toMatchObject({
      dueMs: time('12 02:00'),
    });
  });

  it('where no call has ever come across the spec', () => {
    expect(overdue('12 12:00', [])).toEqual({ reason: 'no call of `thaw nightly` has come across it yet' });
  });
});
