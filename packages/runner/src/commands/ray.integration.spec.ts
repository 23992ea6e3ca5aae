import { describeLauncher } from '@thaw/execution/contract';
import { report, settingsIn, settingsWithout, startRay, type Ray } from '@thaw/execution/fixtures';
import { clusterKinds, QueueLauncher } from '@thaw/execution/launcher';
import { FileStageStore } from '@thaw/execution/store';
import type { ComputeSettings } from '@thaw/execution/worker';
import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { StoreStanding } from '../status/standing.js';
import { SmallImages } from './small-images.fixture.js';
import { resultOf } from './store-result.fixture.js';
import { startThaw } from './thaw-process.fixture.js';
import { thaw } from './thaw.fixture.js';

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

  describe('a sweep', () => {
    let images: SmallImages;
    beforeAll(async () => {
      images = await SmallImages.create(['narrow', 'wide'], 12);
    });
    afterAll(() => images.remove());

    const sweep = (store: string, ...args: readonly string[]) => {
      const settings = ['phases=[{name: head, epochs: 40}]', 'sweep.parameters={head.dropout: [0, 0.2]}'];
      return startThaw([
        ...['sweep', '--spec', images.spec, '--store', join(images.folder, store)],
        ...settings.flatMap((setting) => ['--set', setting]),
        ...args,
      ]);
    };

    it('ends as it does here, though a worker dies, and is seen meanwhile', async () => {
      const here = sweep('here');
      const there = sweep('there', '--launcher', 'ray', '--workers', '2');
      const store = join(images.folder, 'there');
      const standing = await vi.waitFor(
        async () => {
          const { stdout } = await thaw(['status', '--json', '--store', store]);
          const [found] = (JSON.parse(stdout) as StoreStanding).sweeps;
          expect(found?.running[0]?.epochs).toBeGreaterThan(0);
          return found!;
        },
        { timeout: 90_000, interval: 200 },
      );
      ray.killWorker();
      expect(standing.cluster).toMatchObject({ launcher: 'ray', excluded: [] });
      const { stages, jobs } = standing.cluster!;
      const { worker, node } = stages.find(({ state }) => state === 'computing')!;
      expect(node).toBe(hostname());
      expect(jobs).toContainEqual(expect.objectContaining({ job: worker, state: 'RUNNING' }));
      expect(await there.exit, there.output()).toBe(0);
      expect(there.output()).toContain('has died: another goes on with what it had');
      expect(await here.exit, here.output()).toBe(0);
      expect(await resultOf(store)).toEqual(await resultOf(join(images.folder, 'here')));
    });
  });
});
