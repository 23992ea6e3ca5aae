import type { TrackerEvent } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { journalOf } from '../../contract/journal-file.fixture.js';
import { sharedServer } from './mlflow-server.fixture.js';
import { startMs, sweepEvents } from '../../contract/sweep-events.js';
import type { Run } from '../rest-types.js';
import { checkSync } from '../../sync/check-sync.js';
import { findSweep } from './find-sweep.js';
import { syncJournal } from '../../sync/sync-journal.js';

type Tags = Readonly<Record<string, string>>;

const server = sharedServer();

const sync = (journalFile: string) => syncJournal({ journalFile, home: server.home() });
const tagsOf = ({ data }: Run): Tags =>
  Object.fromEntries(data.tags?.map(({ key, value }) => [key, value]) ?? []);
const runsOf = async (sweep: string, experiment = sweep) => {
  const { runs } = await findSweep(server.client(), { sweep, experiment });
  return new Map([...runs].map(([id, found]) => [id, found.map(tagsOf)]));
};

/** A finished sweep of two runs. Its spec, and an older Thaw, set these tags on all of it. */
const eventsWith = (sweep: string, tags: Tags): readonly TrackerEvent[] =>
  [...sweepEvents({ sweep, runs: 2, steps: 2 })].map((event) =>
    event.type === 'sweep-started' || event.type === 'run-started' ? { ...event, tags } : event,
  );
const trackingChanged = (sweep: string, tags: Tags, experiment = sweep): TrackerEvent => ({
  ...{ type: 'tracking-changed', timeMs: startMs + 60_000, sweep, experiment, tags },
});

describe('tags of the spec', () => {
  it('that MLflow or Thaw keep for themselves are left out, which is said once, and all else is sent', async () => {
    const stray = { 'mlflow.runName': 'x', 'mlflow.parentRunId': 'me', 'thaw.sweep': 'x', 'thaw.run': 'x' };
    const tags = { ...stray, team: 'a', 'thaw.version': '0.0.0', 'mlflow.runColor': '#123456' };
    const journalFile = await journalOf(eventsWith('reserved', tags));
    const { notices } = (await sync(journalFile))!;
    expect(notices).toHaveLength(4);
    expect(notices[0]).toContain("the journal's tag mlflow.runName was not sent");
    expect(await sync(journalFile)).toMatchObject({ runsCreated: 0, points: 0 });

    const runs = await runsOf('reserved');
    expect([...runs].map(([id, found]) => [id, found.length])).toEqual(
      expect.arrayContaining([...['', 'run1', 'run2'].map((id) => [id, 1])]),
    );
    const { team, ...own } = runs.get('run1')![0]!;
    expect(team).toBe('a');
    expect(own).toMatchObject({ 'thaw.version': '0.0.0', 'mlflow.runColor': '#123456' });
    expect((await checkSync({ journalFile, home: server.home() })).differences).toEqual([]);
  });

  it('that change reach all runs, and those it does not set any more are taken back', async () => {
    const events = eventsWith('retagged', { team: 'a', season: 'spring', 'thaw.version': '0.0.0' });
    await sync(await journalOf(events));
    const [byHand] = (
      await findSweep(server.client(), { sweep: 'retagged', experiment: 'retagged' })
    ).runs.get('run1')!;
    const hand = { metrics: [], params: [], tags: [{ key: 'seen', value: 'yes' }] };
    await server.client().logBatch(byHand!.info.run_id, hand);

    const journalFile = await journalOf([
      ...events,
      trackingChanged('retagged', { team: 'b', place: 'shed' }),
    ]);
    const check = () => checkSync({ journalFile, home: server.home() });
    expect((await check()).differences).toHaveLength(9);
    expect(await sync(journalFile)).toMatchObject({ runsCreated: 0, runsReplaced: 0, points: 0 });
    expect((await check()).differences).toEqual([]);
    for (const [, [tags]] of await runsOf('retagged')) {
      expect(tags).toMatchObject({ team: 'b', place: 'shed', 'thaw.version': '0.0.0' });
      expect(tags).not.toHaveProperty('season');
    }
    expect((await runsOf('retagged')).get('run1')![0]).toHaveProperty('seen', 'yes');
  });

  it('may be called as anything else', async () => {
    const names = [
      'constructor',
      '__proto__',
      'a b',
      'é',
      '<b>',
      '001',
      '..a',
      '../a b',
      'x'.repeat(600),
      '',
    ];
    const tags = Object.fromEntries([...names, 'half a pair'].map((name) => [name, `${name}\ud83c`]));
    const journalFile = await journalOf(eventsWith('hostile', tags));
    expect(await sync(journalFile)).toMatchObject({ runsCreated: 3 });
    expect(Object.keys((await runsOf('hostile')).get('run1')![0]!)).toEqual(
      expect.arrayContaining(['constructor', '__proto__', 'a b', 'é', '001']),
    );
    expect(await sync(journalFile)).toMatchObject({ runsCreated: 0 });
    expect((await checkSync({ journalFile, home: server.home() })).differences).toEqual([]);
  });
});

describe('the night of a schedule', () => {
  it('is found by a search, with the runs of its sweep; those before it on the sweep alone', async () => {
    const nightOn = (day: number): TrackerEvent => ({
      ...{ type: 'night', timeMs: startMs + day, sweep: 'nightly' },
      dueAt: `2026-11-${day}T01:00:00.000Z`,
    });
    await sync(await journalOf([...eventsWith('nightly', {}), nightOn(25), nightOn(26)]));
    const experiment = (await server.client().experimentByName('nightly'))!.experiment_id;
    const found = async (filter: string) => {
      const runs = await server.client().searchRuns(experiment, filter);
      return runs.map(({ info }) => info.run_name).toSorted();
    };
    const all = ['dropout=0', 'dropout=0.1', 'flowers'];
    expect(await found("tags.`thaw.night` = '2026-11-26T01:00:00Z'")).toEqual(all);
    expect(await found("tags.`thaw.night` = '2026-11-25T01:00:00Z'")).toEqual([]);
    expect(await found("tags.`thaw.nights` LIKE '%2026-11-25%'")).toEqual(['flowers']);
  });
});

describe('an experiment', () => {
  it('keeps the sweep that it has when the spec names another, and another server gets that', async () => {
    const events = eventsWith('moved', {});
    await sync(await journalOf(events));
    const journalFile = await journalOf([...events, trackingChanged('moved', {}, 'elsewhere')]);
    expect(await sync(journalFile)).toMatchObject({
      place: { experiment: 'moved', isElsewhere: true },
      runsCreated: 0,
    });
    expect(await server.client().experimentByName('elsewhere')).toBeUndefined();

    const anew = await journalOf(
      [...events, trackingChanged('moved', {}, 'elsewhere')].map((event) => ({ ...event, sweep: 'new' })),
    );
    expect(await sync(anew)).toMatchObject({
      place: { experiment: 'elsewhere', isElsewhere: false },
      runsCreated: 3,
    });
  });

  it('with a name longer than MLflow takes gets a shorter one of its own', async () => {
    const name = 'tulips '.repeat(100);
    const file = (sweep: string, experiment: string) =>
      journalOf(sweepEvents({ sweep, experiment, runs: 1, steps: 1 }));
    const { place: first } = (await sync(await file('long', name)))!;
    expect(first.experiment).toHaveLength(500);
    expect(first.isElsewhere).toBe(false);
    expect(await sync(await file('long', name))).toMatchObject({ runsCreated: 0 });
    expect(await sync(await file('longer', name))).toMatchObject({
      place: { experiment: first.experiment },
    });
    const { place: other } = (await sync(await file('other', `${name}!`)))!;
    expect(other.experiment).not.toBe(first.experiment);
  });
});
