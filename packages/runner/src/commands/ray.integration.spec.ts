import type { ClusterAsks, ThawError } from '@thaw/core';
import { describeLauncher } from '@thaw/execution/contract';
import { report, settingsIn, settingsWithout, startRay, type Ray } from '@thaw/execution/fixtures';
import { clusterKinds, QueueLauncher, type WorkerStarter } from '@thaw/execution/launcher';
import { closedFile, queueFolder, readWorker, workerNames } from '@thaw/execution/queue';
import { FileStageStore } from '@thaw/execution/store';
import type { ComputeSettings } from '@thaw/execution/worker';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
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
      const settings = ['phases=[{name: head, epochs: 200}]', 'sweep.parameters={head.dropout: [0, 0.2]}'];
      return startThaw([
        ...['sweep', '--spec', images.spec, '--store', join(images.folder, store)],
        ...settings.flatMap((setting) => ['--set', setting]),
        ...args,
      ]);
    };

    /** A worker that is at a training, and has an epoch of it. */
    async function atTraining(store: string): Promise<string> {
      for (;;) {
        const [id = 'none'] = await readdir(join(store, 'queue')).catch(() => []);
        for (const worker of await workerNames(queueFolder(store, id))) {
          const lines = readWorker(queueFolder(store, id), worker);
          const since = lines.slice(lines.findLastIndex(({ type }) => type === 'took'));
          if (since.some(({ type }) => type === 'epochs') && !since.some(({ type }) => type === 'executed'))
            return worker;
        }
        await sleep(20);
      }
    }

    it('ends as it does here, though a worker dies, and is seen meanwhile', async () => {
      const here = sweep('here');
      const there = sweep('there', '--launcher', 'ray', '--workers', '2');
      const store = join(images.folder, 'there');
      const dead = await atTraining(store);
      ray.killWorker(dead);
      await vi.waitFor(
        async () => {
          const { stdout } = await thaw(['status', '--json', '--store', store]);
          const [found] = (JSON.parse(stdout) as StoreStanding).sweeps;
          expect(found?.cluster).toMatchObject({ launcher: 'ray', excluded: [] });
          expect(found!.cluster!.jobs).toContainEqual(expect.objectContaining({ state: 'RUNNING' }));
        },
        { timeout: 60_000, interval: 200 },
      );
      expect(await there.exit, there.output()).toBe(0);
      expect(there.output()).toContain(
        `worker ${dead} on ${hostname()} has died: another goes on with what it had`,
      );
      expect(await here.exit, here.output()).toBe(0);
      expect(await resultOf(store)).toEqual(await resultOf(join(images.folder, 'here')));
    });
  });

  describe('a starter', () => {
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'thaw-ray-'));
      await mkdir(join(folder, 'workers'));
    });
    afterAll(() => rm(folder, { recursive: true }));

    const starter = (asks: ClusterAsks<'ray'> = {}, id: string = randomUUID()) => {
      const { ray: kind } = clusterKinds;
      const profile = kind.profile(asks, { mebibytes: () => 512 });
      return kind.starter({ folder, id, sweep: 'started', profile });
    };
    const startOne = async (of: WorkerStarter, excluded: readonly string[] = []) =>
      (await of.start({ count: 1, there: [], excluded }))!;
    const problemsOf = (of: WorkerStarter) =>
      startOne(of).then(
        () => [],
        (error: ThawError) => error.problems,
      );

    it('says what no node has, and does not wait for a worker that Ray never began', async () => {
      const greedy = starter({ gpus: 4 });
      const [job] = await startOne(greedy);
      const listed = await greedy.list(job!.workers);
      expect(listed).toEqual([
        { name: job!.workers[0], state: 'PENDING', waitsFor: 'no node that is up has GPU: 4' },
      ]);
      await greedy.cancel([job!.job]);
      await writeFile(closedFile(folder), '');
      expect(await greedy.list(job!.workers)).toEqual([]);
      await rm(closedFile(folder));
    });

    it('says in words of Ray how a worker has ended that could not begin, and keeps others from its node', async () => {
      const failing = starter({ setup: 'echo there is no module cuda; exit 3' });
      const ended = async () => {
        const [job] = await startOne(failing);
        await vi.waitFor(async () => expect(await failing.list(job!.workers)).toEqual([]), 30_000);
        return job!.workers[0]!;
      };
      const first = await ended();
      expect(await failing.describe(first)).toMatch(/exit code 3; there is no module cuda$/);
      // Of the node it is known that this worker was there.
      const began = { type: 'began', queue: 'q', node: hostname(), pid: 1, timeMs: 1 };
      await writeFile(join(folder, 'workers', `${first}.ndjson`), `${JSON.stringify(began)}\n`);
      const [kept] = await startOne(failing, [hostname()]);
      await ended();
      expect(await failing.list(kept!.workers)).toEqual([expect.objectContaining({ state: 'PENDING' })]);
    });

    it('says why it cannot: no cluster, another server, a stranger, and what Ray refuses', async () => {
      const nobody = await problemsOf(starter({ address: 'http://127.0.0.1:9' }));
      expect(nobody).toMatchObject([
        { code: 'THAW-RAY-UNREACHABLE', found: expect.stringContaining('ECONNREFUSED') },
      ]);
      const other = createServer((_, response) => response.end('<html>Welcome</html>'));
      await once(other.listen(0, '127.0.0.1'), 'listening');
      const { port } = other.address() as AddressInfo;
      const page = await problemsOf(starter({ address: `http://127.0.0.1:${port}` }));
      other.close();
      expect(page).toMatchObject([{ code: 'THAW-RAY-NOT-RAY', found: 'HTTP 200: <html>Welcome</html>' }]);
      await startOne(starter({ gpus: 4 }, 'once'));
      const [refused] = await problemsOf(starter({ gpus: 4 }, 'once'));
      expect(refused).toMatchObject({ code: 'THAW-RAY-REFUSED' });
      expect(refused!.found).toContain('already exists');
      vi.stubEnv('RAY_AUTH_TOKEN', 'of somebody else');
      const stranger = await problemsOf(starter());
      vi.stubEnv('RAY_AUTH_TOKEN', ray.variables.RAY_AUTH_TOKEN);
      expect(stranger).toMatchObject([{ code: 'THAW-RAY-UNAUTHORISED' }]);
      expect(JSON.stringify(stranger)).not.toContain('somebody');
    });
  });
});
