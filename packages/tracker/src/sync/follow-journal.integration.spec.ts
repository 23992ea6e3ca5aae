import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ReplicaHome, TrackerEvent } from '@thaw/core';
import { waitForLock } from '@thaw/locks';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { FaultyProxy } from '../mlflow/replica/faulty-proxy.fixture.js';
import { testServer } from '../mlflow/replica/mlflow-server.fixture.js';
import { countPoints, noteFault, nothingLostOrDoubled } from '../mlflow/replica/point-count.fixture.js';
import { sweepEvents } from '../contract/sweep-events.js';
import { eventLine } from '../journal/event-line.js';
import { journalLock } from '../journal/journal-lock.js';
import { journalPath, openJournal } from '../journal/journal.js';
import { createMlflowClient } from '../mlflow/client.js';
import { mlflowHome } from '../mlflow/mlflow-home.js';
import { checkSync } from './check-sync.js';
import { JournalFollower } from './follow-journal.js';
import { syncJournal } from './sync-journal.js';

const password = 'hunter2';
const server = testServer('down');
let proxy: FaultyProxy;
beforeAll(async () => {
  proxy = await FaultyProxy.listen(server.uri);
});
afterAll(() => proxy.close());

const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'thaw-sync-'));
/** MLflow without its auth plug-in does not mind credentials. */
const homeAt = (uri: string): ReplicaHome =>
  mlflowHome(createMlflowClient({ uri: uri.replace('//', `//me:${password}@`), retries: 0 }));

async function expectWhole(fault: string, journalFile: string, sent: number): Promise<void> {
  const count = await countPoints(server.client(), journalFile);
  await noteFault(fault, sent, count);
  expect(count).toMatchObject(nothingLostOrDoubled);
}

describe('a server that comes and goes', () => {
  it('has everything in the end, wherever it comes up again', { timeout: 300_000 }, async () => {
    const folder = await newFolder();
    const events = [...sweepEvents({ sweep: 'outage', runs: 6, steps: 50 })];
    const third = Math.floor(events.length / 3);
    const notices: string[] = [];
    const journal = await openJournal({ folder, sweep: 'outage' });
    // As who executes a sweep does; without it the sweep counts as interrupted.
    const claim = await waitForLock(journalLock(journal.file), { purpose: 'the sweep' });
    const record = async (some: readonly TrackerEvent[]): Promise<void> => {
      for (const event of some) await journal.record(event);
    };
    const home = homeAt(proxy.uri);
    const sync = new JournalFollower({
      journalFile: journal.file,
      home,
      onNotice: (notice) => notices.push(notice),
    });

    sync.start();
    await record(events.slice(0, third));
    await vi.waitUntil(() => notices.length === 1, 10_000);
    await server.up();
    await vi.waitFor(() => expectEqual(journal.file), { timeout: 90_000, interval: 500 });
    const sentBefore = proxy.sentPoints;

    // Killed while it executes one of the batches of another sweep.
    const other = join(folder, 'killed.ndjson');
    await writeFile(
      other,
      [...sweepEvents({ sweep: 'killed', runs: 12, steps: 250 })].map(eventLine).join(''),
    );
    proxy.sentPoints = 0;
    proxy.from('runs/log-batch', 9, async (response, forward) => {
      proxy.heal();
      const executing = forward().catch(() => undefined);
      await server.kill();
      await executing;
      response.destroy();
    });
    await expect(syncJournal({ journalFile: other, home })).rejects.toThrow('did not answer');
    const sentToKilled = proxy.sentPoints;

    proxy.sentPoints = 0;
    await record(events.slice(third, 2 * third));
    await vi.waitUntil(() => notices.length === 3, 10_000);
    await record(events.slice(2 * third));
    await journal.close();
    expect(await sync.stop({ timeoutMs: 1_000 })).toMatchObject({
      notice: expect.stringMatching(/^\d+ points wait in the journal; `thaw sync` will send them$/),
    });
    await claim.release();

    await server.move();
    await server.up();
    proxy.leadTo(server.uri);
    await expect(expectEqual(other)).rejects.toThrow();
    await syncJournal({ journalFile: other, home });
    await expectWhole('SIGKILL in the middle of a batch', other, sentToKilled + proxy.sentPoints);
    proxy.sentPoints = 0;
    await syncJournal({ journalFile: journal.file, home });
    await expectWhole(
      'down before, during and after a sweep, then up on another port',
      journal.file,
      sentBefore + proxy.sentPoints,
    );

    const away = expect.stringMatching(
      /^MLflow at \S+ did not answer .*; the sweep goes on, its journal keeps everything$/,
    );
    expect(notices).toEqual([away, `MLflow at ${proxy.uri} is back; what waited was sent`, away]);

    const grep = promisify(execFile)('grep', ['-rla', password, folder, server.folder]);
    await expect(grep).rejects.toMatchObject({ code: 1, stdout: '' });
  });
});

async function expectEqual(journalFile: string): Promise<void> {
  const { differences } = await checkSync({ journalFile, home: homeAt(server.uri) });
  expect(differences).toEqual([]);
}

describe('following a journal during a sweep', () => {
  it('says at the end what waits for a server that is away', async () => {
    const journalFile = journalPath(await newFolder(), 'away');
    await writeFile(
      journalFile,
      [...sweepEvents({ sweep: 'away', runs: 2, steps: 5 })].map(eventLine).join(''),
    );
    const away = mlflowHome(createMlflowClient({ uri: 'http://127.0.0.1:9' }));
    const sync = new JournalFollower({ journalFile, home: away, onNotice: () => undefined });
    sync.start();
    expect(await sync.stop({ timeoutMs: 300 })).toEqual({
      pendingPoints: 40,
      notice: '40 points wait in the journal; `thaw sync` will send them',
    });
  });

  it('has nothing to do for a sweep that never began', async () => {
    const sync = new JournalFollower({
      journalFile: '/nowhere/s.ndjson',
      home: homeAt('http://127.0.0.1:9'),
      onNotice: () => undefined,
    });
    sync.start();
    expect(await sync.stop({ timeoutMs: 1000 })).toEqual({ pendingPoints: 0 });
  });
});
