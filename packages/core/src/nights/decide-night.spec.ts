import { describe, expect, it } from 'vitest';
import { decideNight } from './decide-night.js';
import type { EndedNight, HistoryEntry } from './history.js';

const cron = '0 2 * * *';
const timeZone = 'UTC';
const hoursMs = 3_600_000;
const nightly = { cron, timeZone, catchUp: 'one', withinMs: 20 * hoursMs } as const;
const none = { ...nightly, catchUp: 'none' } as const;

const scheduled = (at: string, over = {}): HistoryEntry => ({
  ...{ type: 'scheduled', spec: 'a.yaml', at: time(at), cron, timeZone, ...over },
});
const begun = (at: string, outcome: 'ran' | 'caught-up' = 'ran'): HistoryEntry => ({
  ...{ type: 'begun', spec: 'a.yaml', at: time(at), dueAt: time(at), outcome },
});
const night = (at: string, outcome: 'ran' | 'skipped' | 'failed' | 'caught-up' = 'ran'): HistoryEntry => ({
  ...{ type: 'night', spec: 'a.yaml', name: 'a', at: time(at), dueAt: time(at), outcome },
  ...{ computed: 0, reused: 0, seconds: 0 },
});
/** `20 02:00` is of November 2026. */
const time = (short: string) => new Date(Date.parse(`2026-11-${short.replace(' ', 'T')}:00Z`)).toISOString();

function decide(
  now: string,
  entries: readonly HistoryEntry[],
  { schedule = nightly as typeof nightly | typeof none, underWay = undefined as string | undefined } = {},
) {
  const { isNew, ...decision } = decideNight({
    ...{ schedule, entries, nowMs: Date.parse(time(now)) },
    ...(underWay !== undefined && { underWay }),
  });
  const { dueMs } = decision;
  const short = (ms: number) => new Date(ms).toISOString().slice(8, 16).replace('T', ' ');
  const { dueMs: _, ...rest } = decision;
  return {
    ...rest,
    ...(isNew && { isNew }),
    ...(dueMs !== undefined && { due: short(dueMs) }),
    ...('givenUp' in rest && { givenUp: short(Date.parse(rest.givenUp!.dueAt)) }),
  };
}

const known = scheduled('10 12:00');
const tenDays = [known, night('11 02:00'), night('12 02:00')];

describe('a spec that is seen for the first time', () => {
  it('is not due for what lies before', () => {
    expect(decide('20 02:01', [])).toEqual({
      ...{ kind: 'not-due', due: '21 02:00', isNew: true },
      reason: 'seen for the first time; what lies before is not made up for',
    });
  });

  it('is due from its next time on', () => {
    expect(decide('21 01:59', [scheduled('20 02:01')])).toEqual({ kind: 'not-due', due: '21 02:00' });
    expect(decide('21 02:00', [scheduled('20 02:01')])).toMatchObject({
      kind: 'due',
      outcome: 'ran',
      due: '21 02:00',
    });
  });
});

describe('a changed schedule', () => {
  it.each([
    ['cron', { cron: '0 1 * * *' }],
    ['zone', { timeZone: 'Europe/Berlin' }],
  ])('(%s) makes up for nothing', (_, before) => {
    const history = [scheduled('10 12:00', before), night('11 01:00')];
    expect(decide('12 12:00', history)).toEqual({
      ...{ kind: 'not-due', due: '13 02:00', isNew: true },
      reason: 'its schedule was changed; what lies before is not made up for',
    });
    expect(decide('13 02:00', [...history, scheduled('12 12:00')])).toMatchObject({
      kind: 'due',
      due: '13 02:00',
    });
  });

  it('that is changed back makes up for nothing either', () => {
    const history = [known, night('11 02:00'), scheduled('11 12:00', { cron: '0 1 * * *' })];
    expect(decide('13 12:00', history)).toMatchObject({ kind: 'not-due', due: '14 02:00', isNew: true });
  });

  it('of the window or of catching up counts at once', () => {
    expect(decide('13 12:00', tenDays)).toMatchObject({ kind: 'due', outcome: 'caught-up' });
    expect(decide('13 12:00', tenDays, { schedule: none })).toMatchObject({ kind: 'skipped' });
  });
});

describe('a night', () => {
  it('is on time within the hour, and is dealt with once', () => {
    expect(decide('13 02:59', tenDays)).toEqual({
      kind: 'due',
      outcome: 'ran',
      isResumed: false,
      due: '13 02:00',
    });
    for (const outcome of ['ran', 'failed', 'skipped'] as const)
      expect(decide('13 02:59', [...tenDays, night('13 02:00', outcome)])).toEqual({
        kind: 'not-due',
        due: '14 02:00',
      });
  });

  it('that was missed is caught up once within its window', () => {
    expect(decide('13 12:10', tenDays)).toEqual({
      ...{ kind: 'due', outcome: 'caught-up', isResumed: false, due: '13 02:00' },
      reason: 'missed by 10 h 10 min',
    });
    expect(decide('13 12:11', [...tenDays, night('13 02:00', 'caught-up')])).toMatchObject({
      kind: 'not-due',
    });
  });

  it('that was missed beyond its window is skipped once', () => {
    expect(decide('13 22:01', tenDays)).toEqual({
      ...{ kind: 'skipped', due: '13 02:00' },
      reason: 'missed by 20 h 01 min; it is caught up within 20 h',
    });
    expect(decide('13 22:02', [...tenDays, night('13 02:00', 'skipped')])).toMatchObject({ kind: 'not-due' });
  });

  it('that was missed is skipped once where none is caught up', () => {
    expect(decide('13 02:59', tenDays, { schedule: none })).toMatchObject({ kind: 'due', outcome: 'ran' });
    expect(decide('13 03:01', tenDays, { schedule: none })).toEqual({
      ...{ kind: 'skipped', due: '13 02:00' },
      reason: 'missed by 1 h 01 min; its schedule catches up none',
    });
    const after = [...tenDays, night('13 02:00', 'skipped')];
    expect(decide('13 03:02', after, { schedule: none })).toMatchObject({ kind: 'not-due', due: '14 02:00' });
  });

  it('is the latest alone after a machine has slept for days', () => {
    expect(decide('16 05:00', tenDays)).toEqual({
      ...{ kind: 'due', outcome: 'caught-up', isResumed: false, due: '16 02:00' },
      reason: 'missed by 3 h, and 3 before it were missed',
    });
    expect(decide('14 02:00', tenDays)).toMatchObject({
      outcome: 'ran',
      reason: 'the one before it was missed',
    });
  });

  it('of every minute is counted no further than anybody cares', () => {
    const schedule = { ...nightly, cron: '* * * * *' } as unknown as typeof nightly;
    const history = [scheduled('10 12:00', { cron: '* * * * *' })];
    expect(decide('13 12:00', history, { schedule })).toMatchObject({
      reason: '100 or more before it were missed',
    });
  });
});

describe('a night that was cut off', () => {
  const history = [...tenDays, begun('13 02:00', 'caught-up')];

  it('goes on as the same night, whatever the time, until the next is due', () => {
    for (const now of ['13 02:30', '13 23:00', '14 01:59'])
      expect(decide(now, history)).toEqual({
        ...{ kind: 'due', outcome: 'caught-up', isResumed: true, due: '13 02:00' },
      });
  });

  it('is given up for the next', () => {
    expect(decide('14 02:00', history)).toMatchObject({
      kind: 'due',
      outcome: 'ran',
      due: '14 02:00',
      givenUp: '13 02:00',
    });
    expect(decide('14 23:00', history)).toMatchObject({
      kind: 'skipped',
      due: '14 02:00',
      givenUp: '13 02:00',
    });
    const closed = [...history, night('13 02:00', 'failed'), night('14 02:00', 'skipped')];
    expect(decide('14 23:01', closed)).toEqual({ kind: 'not-due', due: '15 02:00' });
  });

  it('goes on under a schedule that was changed meanwhile', () => {
    const before = [scheduled('10 12:00', { cron: '0 1 * * *' }), begun('13 01:00')];
    expect(decide('13 12:00', before)).toMatchObject({
      kind: 'due',
      isResumed: true,
      due: '13 01:00',
      isNew: true,
    });
  });
});

describe('a night that somebody is at', () => {
  const underWay = 'process 7 on b';
  const history = [...tenDays, begun('13 02:00')];

  it('is left to them, begun or about to begin', () => {
    const left = { kind: 'not-due', due: '13 02:00', reason: 'under way: process 7 on b' };
    expect(decide('13 02:15', history, { underWay })).toEqual(left);
    expect(decide('13 02:00', tenDays, { underWay })).toEqual(left);
  });

  it('has the next that falls due skipped, once, and is not given up', () => {
    expect(decide('14 02:00', history, { underWay })).toEqual({
      ...{ kind: 'skipped', due: '14 02:00' },
      reason: 'the night of 2026-11-13T02:00:00.000Z is still under way: process 7 on b',
    });
    expect(decide('14 02:15', [...history, night('14 02:00', 'skipped')], { underWay })).toMatchObject({
      ...{ kind: 'not-due', due: '13 02:00' },
    });
  });

  it('goes on though the next was skipped, when it is cut off after all', () => {
    expect(decide('14 04:00', [...history, night('14 02:00', 'skipped')])).toMatchObject({
      isResumed: true,
      due: '13 02:00',
    });
  });
});

describe('a night that has ended after the next was due', () => {
  const long = (until: string): HistoryEntry => ({
    ...(night('13 02:00') as EndedNight),
    endedAt: time(until),
  });

  it('has that one skipped, though nobody asked meanwhile', () => {
    const history = [...tenDays, begun('13 02:00'), long('14 04:00')];
    expect(decide('14 04:15', history)).toEqual({
      ...{ kind: 'skipped', due: '14 02:00' },
      reason: 'the night of 2026-11-13T02:00:00.000Z was still under way, until 2026-11-14T04:00:00.000Z',
    });
    expect(decide('14 04:30', [...history, night('14 02:00', 'skipped')])).toEqual({
      ...{ kind: 'not-due', due: '15 02:00' },
    });
    expect(decide('15 02:00', history)).toMatchObject({ kind: 'due', outcome: 'ran', due: '15 02:00' });
  });

  it('has none skipped that fell due once it had ended', () => {
    expect(decide('14 02:10', [...tenDays, begun('13 02:00'), long('14 01:59')])).toMatchObject({
      ...{ kind: 'due', outcome: 'ran' },
    });
  });
});

it('does not deal with a night any more that others have left behind while it waited', () => {
  const asked = {
    schedule: nightly,
    nowMs: Date.parse(time('13 02:00')),
    clockMs: Date.parse(time('14 05:00')),
  };
  expect(decideNight({ ...asked, entries: tenDays })).toMatchObject({ kind: 'due', outcome: 'ran' });
  expect(decideNight({ ...asked, entries: [...tenDays, night('14 02:00')] })).toMatchObject({
    ...{ kind: 'not-due', dueMs: Date.parse(time('15 02:00')) },
  });
});

describe('a clock', () => {
  it('that was set back by an hour repeats no night', () => {
    expect(decide('12 01:30', tenDays)).toEqual({ kind: 'not-due', due: '12 02:00' });
    expect(decide('12 02:00', tenDays)).toEqual({ kind: 'not-due', due: '13 02:00' });
  });

  it('that was ahead by days leaves only its own nights dealt with', () => {
    const history = [...tenDays, night('20 02:00')];
    expect(decide('13 02:00', history)).toMatchObject({ kind: 'due', due: '13 02:00' });
    expect(decide('20 02:00', [...history, night('19 02:00')])).toMatchObject({ kind: 'not-due' });
    expect(decide('21 02:00', history)).toMatchObject({ kind: 'due', due: '21 02:00' });
  });

  it('that was ahead when the schedule was first seen has it seen anew', () => {
    expect(decide('13 02:00', [scheduled('20 12:00')])).toMatchObject({
      kind: 'not-due',
      due: '14 02:00',
      isNew: true,
    });
    const history = [scheduled('20 12:00'), scheduled('13 02:00')];
    expect(decide('14 02:00', history)).toMatchObject({ kind: 'due', due: '14 02:00' });
  });
});
