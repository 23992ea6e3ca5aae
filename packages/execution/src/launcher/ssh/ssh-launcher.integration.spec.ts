import { ThawError } from '@thaw/core';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { describeLauncher } from '../../contract/describe-launcher.js';
import { smallTasks } from '../../contract/small-tasks.js';
import { FileStageStore } from '../../store/folder/file-stage-store.js';
import type { ComputeSettings } from '../../worker/index.js';
import { QueueLauncher } from '../queue/queue-launcher.js';
import { report, settingsIn, settingsWithout } from '../settings.fixture.js';
import { sshTool, type Hosts } from './hosts.fixture.js';
import { onHost, sayLine } from './on-host.js';
import { ssh } from './ssh.js';

const { hasSsh, startHosts } = await sshTool();

describe.runIf(hasSsh())('on hosts that ssh reaches', () => {
  let hosts: Hosts;
  beforeAll(async () => {
    hosts = await startHosts();
    for (const [name, value] of Object.entries(hosts.variables)) vi.stubEnv(name, value);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await hosts.stop();
  });

  const profile = ssh.profile({ hosts: ['h1', 'h2'] }, { mebibytes: () => 0 });

  describeLauncher(
    'QueueLauncher of ssh',
    async () => {
      // A path that a shell would read otherwise.
      const folder = await mkdtemp(join(tmpdir(), "thaw it's $(launched) "));
      const storeFolder = join(folder, 'store');
      const launch = (sweep: string, settings: ComputeSettings) =>
        new QueueLauncher(
          ssh,
          { ...settings, storeFolder },
          { sweep, profile, ...{ lookMs: 50, jobsMs: 5000 } },
          report,
        );
      const launcher = launch('able', settingsIn(folder));
      return {
        launcher,
        unable: launch('unable', settingsWithout(folder)),
        store: new FileStageStore({ folder: storeFolder, onDamage() {} }),
        kill: () => hosts.killComputing(),
        async close() {
          await launcher.close();
          await rm(folder, { recursive: true });
        },
      };
    },
    { describe, it },
  );

  it('ends what is under way once workers have died on all hosts', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'thaw-launched-'));
    const settings = { ...settingsIn(folder), storeFolder: join(folder, 'store') };
    const one = ssh.profile({ hosts: ['h1'] }, { mebibytes: () => 0 });
    const options = { sweep: 'deaths', profile: one, lookMs: 50, jobsMs: 200 };
    const launcher = new QueueLauncher(ssh, settings, options, report);
    const store = new FileStageStore({ folder: settings.storeFolder, onDamage() {} });
    const { features, long } = await smallTasks(store, folder);
    const telling = { ...report, onEpoch() {} };
    await launcher.execute(features, telling);
    // A short task may be done before whoever is told that it has begun kills its worker.
    const dying = { ...telling, onBegin: () => hosts.killWorkers('h1') };
    await expect(launcher.execute(long[0], dying)).rejects.toMatchObject({
      problems: [{ code: 'THAW-QUEUE-NO-NODE-LEFT', found: 'h1' }],
    });
    await launcher.close();
    await rm(folder, { recursive: true });
  });

  it.each([
    ['nowhere', 'THAW-SSH-UNREACHABLE', 'nobody knows a host nowhere'],
    ['off', 'THAW-SSH-UNREACHABLE', 'ssh has not reached off'],
    ['closed', 'THAW-SSH-KEY-REFUSED', 'closed lets nobody in with the keys that ssh has'],
    ['stranger', 'THAW-SSH-HOST-KEY', 'ssh does not know stranger by its key'],
  ])('says why it cannot use %s', async (host, code, message) => {
    const problem = await onHost(host, sayLine('here')).catch((error: unknown) => error);
    expect((problem as ThawError).problems[0]).toMatchObject({ code, message });
  });
});
