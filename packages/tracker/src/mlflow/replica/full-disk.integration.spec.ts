import { execFileSync } from 'node:child_process';
import { mkdtemp, open, rm, rmdir, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FaultyProxy } from './faulty-proxy.fixture.js';
import { journalOf } from '../../contract/journal-file.fixture.js';
import { provisionTimeoutMs, TestServer } from './mlflow-server.fixture.js';
import { countPoints, noteFault, nothingLostOrDoubled } from './point-count.fixture.js';
import { sweepEvents } from '../../contract/sweep-events.js';
import { createMlflowClient } from '../client.js';
import { mlflowHome } from '../mlflow-home.js';
import { syncJournal } from '../../sync/sync-journal.js';

let disk: string;
let isMounted = false;
let server: TestServer | undefined;
beforeAll(async () => {
  disk = await mkdtemp(join(tmpdir(), 'thaw-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32m', 'tmpfs', disk], { stdio: 'pipe' });
    isMounted = true;
  } catch {
    return; // Only root may mount; elsewhere the test says that it was skipped.
  }
  server = new TestServer(join(disk, 'mlflow'));
  await server.provision();
  await server.up();
}, provisionTimeoutMs);
afterAll(async () => {
  await server?.remove();
  if (isMounted) execFileSync('umount', [disk]);
  await rmdir(disk);
});

/** Leaves `free` bytes. */
async function fill(file: string, free: number): Promise<void> {
  const { bavail, bsize } = await statfs(disk);
  const handle = await open(file, 'w');
  await handle.writeFile(Buffer.alloc(bavail * bsize - free));
  await handle.close();
}

it('a server whose disk is full has everything once there is room', async (context) => {
  if (!server) return context.skip('no permission to mount a small file system');
  const proxy = await FaultyProxy.listen(server.uri);
  const journalFile = await journalOf(sweepEvents({ sweep: 'full', runs: 4, steps: 500 }));
  const sync = () =>
    syncJournal({ journalFile, home: mlflowHome(createMlflowClient({ uri: proxy.uri, backoffMs: 5 })) });

  const filler = join(disk, 'filler');
  await fill(filler, 400_000);
  await expect(sync()).rejects.toMatchObject({ problems: [{ code: 'THAW-TRACKING-UNAVAILABLE' }] });
  const before = await countPoints(server.client(), journalFile);
  expect(before.lost).toBeGreaterThan(0);
  await rm(filler);
  await sync();
  const count = await countPoints(server.client(), journalFile);
  await noteFault("the server's disk full", proxy.sentPoints, count);
  expect(count).toEqual({ stored: 4 * 500 * 4, ...nothingLostOrDoubled });
  await proxy.close();
});
