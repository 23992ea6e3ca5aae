import type { HistoryEntry, ThawError } from '@thaw/core';
import { expect, it } from 'vitest';
import { refuseToGoBack } from './refuse-to-go-back.js';

const entries: readonly HistoryEntry[] = ['2026-11-20', '2026-11-26', '2026-11-24'].map((day) => ({
  ...{ type: 'scheduled', spec: 'a.yaml', at: `${day}T02:00:00.000Z`, cron: '0 2 * * *', timeZone: 'UTC' },
}));

function problemOf(act: () => void) {
  try {
    act();
  } catch (error) {
    return (error as ThawError).problems[0];
  }
}

it('A time before what a history tells of is refused, and says from when on it may be', () => {
  const back = () => refuseToGoBack(new Date('2026-11-25T02:00:00Z'), entries);
  expect(back).toThrow(/THAW-NIGHT-PAST/);
  expect(problemOf(back)).toMatchObject({ expected: 'a time from 2026-11-26T02:00:00.000Z on' });
  for (const [now, known] of [
    ['2026-11-26T02:00:00Z', entries],
    ['2001-01-01T02:00:00Z', []],
  ] as const)
    expect(() => refuseToGoBack(new Date(now), known)).not.toThrow();
});

it('The same call may be made again, whatever the clock said when the nights of that time began and ended', () => {
  const [at, dueAt] = ['2026-11-27T03:04:05.678Z', '2026-11-27T02:00:00.000Z'];
  const night: HistoryEntry = {
    ...{ type: 'night', spec: 'a.yaml', name: 'a', at, dueAt, outcome: 'ran' },
    ...{ startedAt: at, endedAt: at, computed: 1, reused: 0, seconds: 1 },
  };
  const begun: HistoryEntry = { type: 'begun', spec: 'a.yaml', at, dueAt, outcome: 'ran' };
  expect(() => refuseToGoBack(new Date(dueAt), [...entries, begun, night])).not.toThrow();
  expect(() => refuseToGoBack(new Date('2026-11-27T01:59:00Z'), [begun])).toThrow(/THAW-NIGHT-PAST/);
});
