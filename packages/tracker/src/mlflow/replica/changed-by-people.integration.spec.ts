import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrackerEvent } from '@thaw/core';
import { waitForLock } from '@thaw/locks';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { FaultyProxy } from './faulty-proxy.fixture.js';
import { journalOf } from '../../contract/journal-file.fixture.js';
import { sharedServer } from './mlflow-server.fixture.js';
import { countPoints, noteFault, nothingLostOrDoubled } from './point-count.fixture.js';
import { sweepEvents } from '../../contract/sweep-events.js';
import { journalLock } from '../../journal/journal-lock.js';
import { openJournal } from '../../journal/journal.js';
import { createMlflowClient } from '../client.js';
import { mlflowHome } from '../mlflow-home.js';
import { checkSync } from '../../sync/check-sync.js';
import { JournalFollower } from '../../sync/follow-journal.js';
import { syncJournal } from '../../sync/sync-journal.js';

const server = sharedServer();
let proxy: FaultyProxy;
beforeAll(async () => {
  proxy = await FaultyProxy.listen(server.uri);
});
beforeEach(() => {
  proxy.sentPoints = 0;
});
afterAll(() => proxy.close());

const home = () => mlflowHome(createMlflowClient({ uri: proxy.uri }));
const sync = (journalFile: string) => syncJournal({ journalFile, home: home() });
const eventsOf = (sweep: string): readonly TrackerEvent[] => [...sweepEvents({ sweep, runs: 3, steps: 60 })];
const points = 3 * 60 * 4;

const rename = (id: string, name: string) =>
  server.post('experiments/update', { experiment_id: id, new_name: name });
const idOf = async (name: string) => (await server.client().experimentByName(name))!.experiment_id;

async function expectWhole(fault: string, journalFile: string): Promise<void> {
  const count = await countPoints(server.client(), journalFile);
  await noteFault(fault, proxy.sentPoints, count);
  expect(count).toEqual({ stored: points, ...nothingLostOrDoubled });
}

describe('an experiment that somebody renames', () => {
  it('keeps its sweep, also when another one gets its old name', async () => {
    const events = eventsOf('renamed');
    await sync(await journalOf(events.slice(0, 80)));
    await rename(await idOf('renamed'), 'my flowers');
    await server.post('experiments/create', { name: 'renamed' });
    const journalFile = await journalOf(events);
    expect(await sync(journalFile)).toMatchObject({
      place: { experiment: 'my flowers', ids: { experimentId: await idOf('my flowers') } },
      runsCreated: 1,
    });
    await expectWhole('experiment renamed, another made with its old name', journalFile);
  });

  it('is not the one that a new sweep goes to', async () => {
    await sync(
      await journalOf(sweepEvents({ sweep: 'plants before', experiment: 'plants', runs: 1, steps: 2 })),
    );
    await rename(await idOf('plants'), 'plants of last year');
    await sync(
      await journalOf(sweepEvents({ sweep: 'plants after', experiment: 'plants', runs: 1, steps: 2 })),
    );
    expect(await idOf('plants')).not.toBe(await idOf('plants of last year'));
  });

  it('is restored under its new name when it was deleted too', async () => {
    const journalFile = await journalOf(eventsOf('both'));
    await sync(journalFile);
    const id = await idOf('both');
    await rename(id, 'neither');
    await server.post('experiments/delete', { experiment_id: id });
    const { differences } = await checkSync({ journalFile, home: server.home() });
    expect(differences).toContainEqual({ what: 'experiment', journal: 'neither', server: 'deleted' });
    expect(await sync(journalFile)).toMatchObject({ place: { ids: { experimentId: id } }, runsCreated: 0 });
    await expectWhole('experiment renamed and deleted', journalFile);
  });
});

describe('a sweep that is being followed', () => {
  it('goes on when its experiment is renamed, deleted, and when one of its runs is', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'thaw-followed-'));
    const journal = await openJournal({ folder, sweep: 'followed' });
    const journalFile = journal.file;
    const claim = await waitForLock(journalLock(journalFile), { purpose: 'the sweep' });
    const notices: string[] = [];
    const follower = new JournalFollower({
      journalFile,
      home: home(),
      onNotice: (notice) => notices.push(notice),
    });
    const events = eventsOf('followed');
    const [first, second, third, last] = [
      events.slice(0, 50),
      events.slice(50, 100),
      events.slice(100, 150),
      events.slice(150),
    ];
    const recorded = async (some: readonly TrackerEvent[] = []) => {
      for (const event of some) await journal.record(event);
      await vi.waitFor(
        async () => {
          const { points: all, differences } = await checkSync({ journalFile, home: server.home() });
          expect({ hasPoints: all > 0, differences }).toEqual({ hasPoints: true, differences: [] });
        },
        { timeout: 30_000, interval: 300 },
      );
    };
    follower.start();
    await recorded(first);
    const id = await idOf('followed');
    await rename(id, 'followed elsewhere');
    await recorded(second);
    await server.post('experiments/delete', { experiment_id: id });
    await recorded(third);
    expect(notices).toEqual([]);

    const { place, runs } = (await sync(journalFile))!;
    expect(runs).toBe(3);
    const parent = place.ids['parentRunId']!;
    await server.client().deleteRun(parent);
    for (const event of last) await journal.record(event);
    const { report } = await follower.stop({ timeoutMs: 60_000 });
    expect(report?.notices).toEqual([
      'the sweep was deleted in MLflow and stays so; restore it there to have it back',
    ]);
    await server.post('runs/restore', { run_id: parent });
    await sync(journalFile);
    await expectWhole(
      'experiment renamed, deleted, parent run deleted and restored, all during a sweep',
      journalFile,
    );
    await journal.close();
    await claim.release();
  });
});

describe('two syncs at once', () => {
  it('leave one run of each, without a third that tidies up', async () => {
    const journalFile = await journalOf(eventsOf('at-once'));
    await Promise.allSettled([sync(journalFile), sync(journalFile)]);
    await expectWhole('two syncs at once', journalFile);
  });
});
