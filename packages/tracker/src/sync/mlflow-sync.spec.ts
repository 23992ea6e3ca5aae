import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { provisionTimeoutMs, TestServer } from '../contract/mlflow-server.fixture.js';
import { sweepEvents } from '../contract/sweep-events.fixture.js';
import { eventLine } from '../journal/event-line.js';
import { journalPath, openJournal } from '../journal/journal.js';
import { createMlflowClient, type MlflowClient } from '../mlflow/client.js';
import { checkSync } from './check-sync.js';
import { MlflowSync } from './mlflow-sync.js';
import { syncJournal } from './sync-journal.js';

const password = 'hunter2';
let server: TestServer;
beforeAll(async () => (server = await TestServer.provision()), provisionTimeoutMs);
afterAll(() => server.remove());

const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'thaw-sync-'));
/** MLflow without its auth plug-in does not mind credentials. */
const client = (): MlflowClient =>
  createMlflowClient({ uri: server.uri.replace('//', `//me:${password}@`), retries: 0 });

const equal = async (journalFile: string): Promise<void> =>
  expect((await checkSync({ journalFile, client: client() })).differences).toEqual([]);

describe('a server that comes and goes', () => {
  it('leaves MLflow equal to the journal, and says so once each time', { timeout: 300_000 }, async () => {
    const folder = await newFolder();
    const events = [...sweepEvents({ sweep: 'outage', runs: 6, steps: 50 })];
    const third = Math.floor(events.length / 3);
    const notices: string[] = [];
    const journal = await openJournal({ folder, sweep: 'outage' });
    const options = { journalFile: journal.file, client: client() };
    const sync = new MlflowSync({ ...options, onNotice: (notice) => notices.push(notice) });

    sync.start();
    for (const event of events.slice(0, third)) await journal.record(event);
    await vi.waitUntil(() => notices.length === 1, 10_000);
    await server.up();
    await vi.waitFor(() => equal(journal.file), { timeout: 90_000, interval: 500 });

    // Killed while another sweep is being sent to it.
    const other = join(folder, 'killed.ndjson');
    await writeFile(
      other,
      [...sweepEvents({ sweep: 'killed', runs: 12, steps: 250 })].map(eventLine).join(''),
    );
    let killed: Promise<void> | undefined;
    const onProgress = ({ done }: { done?: number }): void => void (done === 4 && (killed ??= server.kill()));
    await expect(syncJournal({ journalFile: other, client: client(), onProgress })).rejects.toThrow(
      'did not answer',
    );
    await killed;
    for (const event of events.slice(third, 2 * third)) await journal.record(event);
    await vi.waitUntil(() => notices.length === 3, 10_000);

    await server.up();
    for (const event of events.slice(2 * third)) await journal.record(event);
    await journal.close();
    await expect(equal(other)).rejects.toThrow();
    await syncJournal({ journalFile: other, client: client() });
    await equal(other);
    expect(await sync.stop({ timeoutMs: 30_000 })).toMatchObject({ pendingPoints: 0, report: { runs: 6 } });
    await equal(journal.file);
    const away = /^MLflow at \S+ did not answer .*; the sweep goes on, its journal keeps everything$/;
    const back = `MLflow at ${server.uri} is back; what waited was sent`;
    expect(notices).toEqual([expect.stringMatching(away), back, expect.stringMatching(away), back]);

    const grep = promisify(execFile)('grep', ['-rla', password, folder, server.folder]);
    await expect(grep).rejects.toMatchObject({ code: 1, stdout: '' });
  });
});

describe('following a journal during a sweep', () => {
  it('says at the end what waits for a server that is away', async () => {
    const journalFile = journalPath(await newFolder(), 'away');
    await writeFile(
      journalFile,
      [...sweepEvents({ sweep: 'away', runs: 2, steps: 5 })].map(eventLine).join(''),
    );
    const away = createMlflowClient({ uri: 'http://127.0.0.1:9' });
    const sync = new MlflowSync({ journalFile, client: away, onNotice: () => undefined });
    sync.start();
    expect(await sync.stop({ timeoutMs: 300 })).toEqual({
      pendingPoints: 40,
      notice: '40 points wait in the journal; `thaw sync` will send them',
    });
  });

  it('has nothing to do for a sweep that never began', async () => {
    const sync = new MlflowSync({
      journalFile: '/nowhere/s.ndjson',
      client: client(),
      onNotice: () => undefined,
    });
    sync.start();
    expect(await sync.stop({ timeoutMs: 1000 })).toEqual({ pendingPoints: 0 });
  });
});
