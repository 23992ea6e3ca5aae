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
