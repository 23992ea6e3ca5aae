import { withLock } from '@thaw/locks';
import { expect, it } from 'vitest';
import { journalOf } from '../contract/journal-file.fixture.js';
import { sweepEvents } from '../contract/sweep-events.js';
import { journalLock } from '../journal/journal-lock.js';
import { readSweep } from './read-sweep.js';

const events = [...sweepEvents({ sweep: 's1', runs: 2, steps: 10 })];

it('says that a sweep without an end runs while a process holds its journal, and is interrupted afterwards', async () => {
  const file = await journalOf(events.slice(0, 9));
  const statuses = async () => {
    const { sweep, runs } = await readSweep(file);
    return [sweep?.status, ...runs.map(({ status }) => status)];
  };
  await withLock(journalLock(file), { purpose: 'the sweep' }, async () => {
    expect(await statuses()).toEqual(['running', 'running']);
  });
  expect(await statuses()).toEqual(['interrupted', 'interrupted']);
});

it('leaves a sweep that has ended as it ended', async () => {
  const { sweep, runs } = await readSweep(await journalOf(events));
  expect([sweep?.status, ...runs.map(({ status }) => status)]).toEqual(['finished', 'finished', 'finished']);
});
