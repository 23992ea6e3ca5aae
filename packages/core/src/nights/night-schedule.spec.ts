import { describe, expect, it } from 'vitest';
import { duesUntil, latestDue, nextDue } from './night-schedule.js';

const ms = (iso: string) => Date.parse(iso);
const iso = (moment: number | undefined) =>
  moment !== undefined && new Date(moment).toISOString().slice(0, 16);

/** All moments in a span, found forwards and backwards. */
function between(cron: string, timeZone: string, from: string, to: string) {
  const schedule = { cron, timeZone };
  const forwards: number[] = [];
  for (
    let due = nextDue(schedule, ms(from) - 1);
    due !== undefined && due <= ms(to);
    due = nextDue(schedule, due)
  )
    forwards.push(due);
  const backwards: number[] = [];
  for (const due of duesUntil(schedule, ms(to))) {
    if (due < ms(from)) break;
    backwards.unshift(due);
  }
  expect(backwards).toEqual(forwards);
  return forwards.map(iso);
}

describe('the hour that daylight saving skips', () => {
  it.each([
    ['30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00Z', ['2026-03-29T01:00', '2026-03-30T00:30']],
    ['30 2 * * *', 'America/New_York', '2026-03-07T12:00Z', ['2026-03-08T07:00', '2026-03-09T06:30']],
    // Half an hour, from 2:00 to 2:30.
    ['15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T00:00Z', ['2026-10-03T15:30', '2026-10-04T15:15']],
  ])('shifts `%s` in %s to its end', (cron, zone, from, dues) => {
    const schedule = { cron, timeZone: zone };
    const first = nextDue(schedule, ms(from))!;
    expect([first, nextDue(schedule, first)].map(iso)).toEqual(dues);
  });

  it('makes one night of several that it shifts', () => {
    expect(between('*/15 2,3 * * *', 'Europe/Berlin', '2026-03-29T00:00Z', '2026-03-29T02:00Z')).toEqual([
      ...['2026-03-29T01:00', '2026-03-29T01:15', '2026-03-29T01:30', '2026-03-29T01:45'],
    ]);
  });
});

describe('the hour that daylight saving repeats', () => {
  it.each([
    ['30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00Z', ['2026-10-25T00:30', '2026-10-26T01:30']],
    ['30 1 * * *', 'America/New_York', '2026-10-31T12:00Z', ['2026-11-01T05:30', '2026-11-02T06:30']],
    ['45 1 * * *', 'Australia/Lord_Howe', '2026-04-04T12:00Z', ['2026-04-04T14:45', '2026-04-05T15:15']],
  ])('has `%s` in %s once', (cron, zone, from, dues) => {
    const [first, second] = dues;
    expect(between(cron, zone, from, `${second}Z`)).toEqual([first, second]);
  });

  it.each(['*/30 * * * *', '0,30 1-3 * * *'])('has each time of `%s` once', (cron) => {
    expect(between(cron, 'Europe/Berlin', '2026-10-25T00:00Z', '2026-10-25T02:00Z')).toEqual([
      ...['2026-10-25T00:00', '2026-10-25T00:30', '2026-10-25T02:00'],
    ]);
  });

  it('still knows the last of its times while they are shown again', () => {
    const schedule = { cron: '50 2 * * *', timeZone: 'Europe/Berlin' };
    expect(iso(latestDue(schedule, ms('2026-10-25T01:05Z')))).toBe('2026-10-25T00:50');
  });
});

describe('the moments of a schedule', () => {
  it.each([
    ['a moment before', '2026-11-26T00:59:59.999Z', '2026-11-25T01:00', '2026-11-26T01:00'],
    ['exactly then', '2026-11-26T01:00:00.000Z', '2026-11-26T01:00', '2026-11-27T01:00'],
    ['a moment after', '2026-11-26T01:00:00.001Z', '2026-11-26T01:00', '2026-11-27T01:00'],
  ])('are found from %s', (_, now, latest, next) => {
    const schedule = { cron: '0 2 * * *', timeZone: 'Europe/Berlin' };
    expect([iso(latestDue(schedule, ms(now))), iso(nextDue(schedule, ms(now)))]).toEqual([latest, next]);
  });

  it('keep to the 29th of February and to days of the week', () => {
    expect(between('0 2 29 2 *', 'UTC', '2023-01-01T00:00Z', '2029-01-01T00:00Z')).toEqual([
      ...['2024-02-29T02:00', '2028-02-29T02:00'],
    ]);
    expect(between('0 2 * * MON-WED', 'UTC', '2026-11-21T00:00Z', '2026-11-27T00:00Z')).toEqual([
      ...['2026-11-23T02:00', '2026-11-24T02:00', '2026-11-25T02:00'],
    ]);
  });

  it.each(['Africa/Casablanca', 'America/St_Johns', 'Asia/Kathmandu'])(
    'are as many in a year as there are days, in %s',
    (zone) => {
      expect(between('30 2 * * *', zone, '2026-01-02T12:00Z', '2027-01-02T11:59Z')).toHaveLength(365);
    },
  );
});
