import { expect, it } from 'vitest';
import { entriesFor } from './entries-for.js';

const ms = (time: string) => Date.parse(`2026-11-13T${time}:00.000Z`);
const spec = {
  ...{ spec: 'a.yaml', name: 'a', nowMs: ms('02:05'), clockMs: ms('03:30') },
  schedule: { cron: '0 2 * * *', timeZone: 'UTC' },
};
const dueMs = ms('02:00');

it('has a schedule count from when it was asked what is due, not from when its turn came', () => {
  expect(entriesFor({ kind: 'not-due', isNew: true }, spec)).toEqual([
    { type: 'scheduled', spec: 'a.yaml', at: '2026-11-13T02:05:00.000Z', ...spec.schedule },
  ]);
  expect(entriesFor({ kind: 'not-due', isNew: false }, spec)).toEqual([]);
});

it('tells that a night was begun once, however often it goes on', () => {
  const due = { kind: 'due', isNew: false, dueMs, outcome: 'ran' } as const;
  expect(entriesFor({ ...due, isResumed: false }, spec)).toMatchObject([
    { type: 'begun', dueAt: '2026-11-13T02:00:00.000Z', outcome: 'ran', at: '2026-11-13T03:30:00.000Z' },
  ]);
  expect(entriesFor({ ...due, isResumed: true }, spec)).toEqual([]);
});

it('tells that a night was given up before it tells of the one that takes its place', () => {
  const [at, dueAt] = ['2026-11-12T02:10:00.000Z', '2026-11-12T02:00:00.000Z'];
  const givenUp = { type: 'begun', spec: 'a.yaml', at, dueAt, outcome: 'ran' } as const;
  expect(entriesFor({ kind: 'skipped', isNew: false, dueMs, reason: 'missed', givenUp }, spec)).toMatchObject(
    [
      {
        type: 'night',
        dueAt,
        outcome: 'failed',
        startedAt: at,
        reason: expect.stringContaining('cut off') as string,
      },
      { type: 'night', dueAt: '2026-11-13T02:00:00.000Z', outcome: 'skipped', reason: 'missed' },
    ],
  );
});
