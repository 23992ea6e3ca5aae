import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, it, vi } from 'vitest';
import { describeLauncher } from '../../contract/describe-launcher.js';
import type { ComputeSettings } from '../../worker/index.js';
import { FileStageStore } from '../../store/folder/file-stage-store.js';
import { slurmTool, type Cluster } from './cluster.fixture.js';
import { SlurmLauncher } from './slurm-launcher.js';

const report = { onProgress() {}, onNotice() {}, signal: new AbortController().signal };

const settingsIn = (folder: string): ComputeSettings => ({
  workspace: folder,
  weightsPlaces: { cacheFolder: folder, kerasFolder: folder },
  backboneModules: [],
  ...{ backend: 'wasm', device: 'cpu' },
  library: {},
});

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
    'SlurmLauncher',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'thaw-launched-'));
      const storeFolder = join(folder, 'store');
      const launch = (sweep: string, settings: ComputeSettings) =>
        new SlurmLauncher(
          { ...settings, storeFolder },
          { ...{ sweep, profile: { maxJobs: 2, mem: '1G' } }, ...quick },
          report,
        );
      const launcher = launch('able', settingsIn(folder));
      const gone = { name: 'gone', url: pathToFileURL(join(folder, 'gone.js')).href, fingerprint: '' };
      return {
        launcher,
        unable: launch('unable', { ...settingsIn(folder), backboneModules: [gone] }),
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
});
