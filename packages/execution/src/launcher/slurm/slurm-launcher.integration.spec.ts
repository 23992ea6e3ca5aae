import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { describeLauncher } from '../../contract/describe-launcher.js';
import { smallTasks } from '../../contract/small-tasks.js';
import { queueFolder, readSubmitted } from '../../queue/index.js';
import type { ComputeSettings } from '../../worker/index.js';
import { FileStageStore } from '../../store/folder/file-stage-store.js';
import { QueueLauncher } from '../queue/queue-launcher.js';
import { report, settingsIn, settingsWithout } from '../settings.fixture.js';
import { slurmTool, type Cluster } from './cluster.fixture.js';
import { slurm } from './slurm.js';

const { hasSlurm, startCluster } = await slurmTool();

const quick = { lookMs: 100, jobsMs: 1000 };

describe.runIf(hasSlurm())('on a Slurm of two nodes', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster();
    for (const [name, value] of Object.entries(cluster.variables)) vi.stubEnv(name, value);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await cluster.stop();
  });

  describeLauncher(
    'QueueLauncher of Slurm',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'thaw-launched-'));
      const storeFolder = join(folder, 'store');
      const launch = (sweep: string, settings: ComputeSettings) =>
        new QueueLauncher(
          slurm,
          { ...settings, storeFolder },
          { ...{ sweep, profile: { maxJobs: 2, mem: '1G' } }, ...quick },
          report,
        );
      const launcher = launch('able', settingsIn(folder));
      return {
        launcher,
        unable: launch('unable', settingsWithout(folder)),
        store: new FileStageStore({ folder: storeFolder, onDamage() {} }),
        kill: () => cluster.killComputing(),
        async close() {
          await launcher.close();
          await rm(folder, { recursive: true });
        },
      };
    },
    { describe, it },
  );

  it('leaves a node out on which two workers have died within a minute, and goes on with what they had', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'thaw-launched-'));
    const storeFolder = join(folder, 'store');
    const settings = { ...settingsIn(folder), storeFolder };
    const options = { sweep: 'deaths', profile: { maxJobs: 1, mem: '1G' }, ...quick };
    const launcher = new QueueLauncher(slurm, settings, options, report);
    const store = new FileStageStore({ folder: storeFolder, onDamage() {} });
    const { features, long } = await smallTasks(store, folder);
    const setNode = (state: string) =>
      cluster.ask('scontrol', 'update', 'NodeName=n2', `State=${state}`, 'Reason=test');
    await setNode('DRAIN');
    await launcher.execute(features, { ...report, onEpoch() {} });
    const nodes: string[] = [];
    const done = new AbortController();
    const epochs: number[] = [];
    const task = launcher.execute(long[0], {
      ...report,
      onBegin: (worker = '') => nodes.push(worker.replace(/.* on /, '')),
      onEpoch(history) {
        if (nodes.length !== epochs.length + 1) return;
        epochs.push(history.length);
        if (nodes.length === 3) done.abort('seen');
        else cluster.killWorkers();
        if (nodes.length === 2) void setNode('RESUME');
      },
      signal: done.signal,
    });
    await expect(task).rejects.toBe('seen');
    expect(nodes).toEqual(['n1', 'n1', 'n2']);
    expect((await readSubmitted(queueFolder(storeFolder, 'deaths'))).excluded).toEqual(['n1']);
    await launcher.close();
    await rm(folder, { recursive: true });
  });
});
