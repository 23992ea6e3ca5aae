import { describeLauncher } from '@thaw/execution/contract';
import { report, settingsIn, settingsWithout, startRay, type Ray } from '@thaw/execution/fixtures';
import { clusterKinds, QueueLauncher } from '@thaw/execution/launcher';
import { FileStageStore } from '@thaw/execution/store';
import type { ComputeSettings } from '@thaw/execution/worker';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it, vi } from 'vitest';

const quick = { lookMs: 100, jobsMs: 500 };

describe('on a Ray', () => {
  let ray: Ray;
  beforeAll(async () => {
    ray = await startRay();
    for (const [name, value] of Object.entries(ray.variables)) vi.stubEnv(name, value);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await ray.stop();
  });

  describeLauncher(
    'QueueLauncher of Ray',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'thaw-launched-'));
      const storeFolder = join(folder, 'store');
      const { ray: kind } = clusterKinds;
      const profile = kind.profile({ maxJobs: 2 }, { mebibytes: () => 512 });
      const launch = (sweep: string, settings: ComputeSettings) =>
        new QueueLauncher(kind, { ...settings, storeFolder }, { sweep, profile, ...quick }, report);
      const launcher = launch('able', settingsIn(folder));
      return {
        launcher,
        unable: launch('unable', settingsWithout(folder)),
        store: new FileStageStore({ folder: storeFolder, onDamage() {} }),
        kill: () => ray.killComputing(),
        async close() {
          await launcher.close();
          await rm(folder, { recursive: true });
        },
      };
    },
    { describe, it },
  );
});
