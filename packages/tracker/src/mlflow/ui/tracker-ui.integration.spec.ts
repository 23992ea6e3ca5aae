import { chmod, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { cacheFolder, provisionTimeoutMs } from '../replica/mlflow-server.fixture.js';
import { sweepEvents } from '../../contract/sweep-events.js';
import { eventLine } from '../../journal/event-line.js';
import { journalPath } from '../../journal/journal.js';
import { createMlflowClient } from '../client.js';
import { provisionMlflow } from './provision-mlflow.js';
import { startMlflow } from './start-mlflow.js';
import { trackerUi } from './tracker-ui.js';

const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'thaw-ui-'));
afterEach(() => vi.unstubAllEnvs());

describe('the UI', () => {
  it(
    'shows every journal in a real MLflow until it is told to stop',
    { timeout: provisionTimeoutMs },
    async () => {
      const [journalsFolder, folder] = [await newFolder(), await newFolder()];
      for (const sweep of ['s1', 's2']) {
        const lines = [...sweepEvents({ sweep, experiment: 'flowers', runs: 2, steps: 3 })].map(eventLine);
        await writeFile(journalPath(journalsFolder, sweep), lines.join(''));
      }
      await writeFile(journalPath(journalsFolder, 's0'), 'damaged\n');
      const stop = new AbortController();
      const ui = await trackerUi({ cacheFolder, journalsFolder, folder, signal: stop.signal });

      expect(ui.reports.map(({ sweep, points }) => [sweep, points])).toEqual([
        ['s1', 24],
        ['s2', 24],
      ]);
      expect(ui.problems).toMatchObject([{ code: 'THAW-TRACKING-JOURNAL-CORRUPT', position: { line: 1 } }]);
      const experiment = await createMlflowClient({ uri: ui.uri }).experimentByName('flowers');
      expect(ui.address).toBe(
        `${ui.uri}/#/experiments/${experiment?.experiment_id}/runs?workflowType=machine_learning`,
      );
      expect(await (await fetch(ui.address)).text()).toContain('<title>MLflow</title>');

      stop.abort();
      await ui.closed;
      await expect(fetch(ui.uri)).rejects.toThrow();
      expect((await readdir(folder)).toSorted()).toEqual(expect.arrayContaining(['mlflow.db', 'server.log']));
    },
  );

  it('says that a port is in use', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    await expect(startMlflow({ python: 'python3', folder: await newFolder(), port })).rejects.toMatchObject({
      problems: [{ code: 'THAW-TRACKING-PORT-IN-USE', message: `port ${port} of 127.0.0.1 cannot be used` }],
    });
    other.close();
  });

  it.each([
    ['/nowhere/python', 'spawn /nowhere/python ENOENT'],
    ['false', ''],
  ])('tells why a server did not come up: %s', async (python, found) => {
    const folder = await newFolder();
    await expect(startMlflow({ python, folder })).rejects.toMatchObject({
      problems: [
        { code: 'THAW-TRACKING-SERVER-DIED', found, remedy: `Its log is ${join(folder, 'server.log')}.` },
      ],
    });
  });
});

describe('provisioning MLflow', () => {
  it('says that there is no Python', async () => {
    vi.stubEnv('PATH', '/nowhere');
    await expect(provisionMlflow({ cacheFolder: await newFolder() })).rejects.toMatchObject({
      problems: [{ code: 'THAW-TRACKING-NO-PYTHON', found: 'no Python' }],
    });
  });

  it.each<[string, string, object]>([
    ['is too old', 'echo 3.9; exit 1', { code: 'THAW-TRACKING-NO-PYTHON', found: 'python3: 3.9' }],
    [
      'cannot install',
      'case "$*" in *sys*) ;; *) echo "No module named venv" >&2; exit 1;; esac',
      { code: 'THAW-TRACKING-PIP', found: 'No module named venv' },
    ],
  ])('leaves nothing behind where Python %s', async (_, script, problem) => {
    const [bin, cache] = [await newFolder(), await newFolder()];
    await writeFile(join(bin, 'python3'), `#!/bin/sh\n${script}\n`);
    await chmod(join(bin, 'python3'), 0o755);
    vi.stubEnv('PATH', bin);
    await expect(provisionMlflow({ cacheFolder: cache })).rejects.toMatchObject({ problems: [problem] });
    expect(await readdir(join(cache, 'venvs'))).toEqual([]);
  });

  it('ends pip when it is told to, and leaves nothing behind', async () => {
    const [bin, cache] = [await newFolder(), await newFolder()];
    const script = 'case "$*" in *sys*|"-m venv"*) ;; *) echo Collecting x; /bin/sleep 60 & wait;; esac';
    await writeFile(join(bin, 'python3'), `#!/bin/sh\n${script}\n`);
    await chmod(join(bin, 'python3'), 0o755);
    vi.stubEnv('PATH', bin);
    const [stopping, reason] = [new AbortController(), new Error('stop')];
    const onProgress = () => stopping.abort(reason);
    const provisioned = provisionMlflow({ cacheFolder: cache, onProgress, signal: stopping.signal });
    await expect(provisioned).rejects.toBe(reason);
    expect(await readdir(join(cache, 'venvs'))).toEqual([]);
  });
});
