import { sshTool, type Hosts } from '@thaw/execution/fixtures';
import { queueFolder, readWorker, workerNames, type WorkerLine } from '@thaw/execution/queue';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { StoreStanding } from '../status/standing.js';
import { SmallImages } from './small-images.fixture.js';
import { resultOf } from './store-result.fixture.js';
import { thaw } from './thaw.fixture.js';
import { startThaw } from './thaw-process.fixture.js';

const { hasSsh, startHosts } = await sshTool();

describe.runIf(hasSsh())('a sweep that hosts compute', () => {
  let images: SmallImages;
  let hosts: Hosts;
  beforeAll(async () => {
    images = await SmallImages.create(['narrow', 'wide'], 6);
    hosts = await startHosts();
    for (const [name, value] of Object.entries(hosts.variables)) vi.stubEnv(name, value);
    await writeFile(join(images.folder, 'site.yaml'), 'launcher:\n  ssh: { hosts: [h1, off, h2] }\n');
    vi.stubEnv('THAW_SITE', join(images.folder, 'site.yaml'));
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await hosts.stop();
    await images.remove();
  });

  const storeOf = (name: string) => join(images.folder, name);
  const sweep = (store: string, epochs: number, ...args: readonly string[]) =>
    startThaw([
      ...['sweep', '--spec', images.spec, '--store', storeOf(store), '--json'],
      ...['--set', `phases=[{name: head, epochs: ${epochs}}]`, '--set', 'sweep.parameters={seed: [1, 2]}'],
      ...args,
    ]);

  /** What each worker has said. */
  async function said(store: string): Promise<readonly (readonly WorkerLine[])[]> {
    const [id] = await readdir(join(storeOf(store), 'queue')).catch(() => []);
    const queue = queueFolder(storeOf(store), id ?? 'none');
    return (await workerNames(queue)).map((name) => readWorker(queue, name));
  }

  /** When a worker has an epoch of a training, and goes on with it. Where it runs. */
  async function trains(store: string): Promise<string> {
    for (;;) {
      for (const lines of await said(store))
        if (lines.at(-1)?.type === 'epochs' && lines[0]?.type === 'began') return lines[0].node;
      await sleep(20);
    }
  }

  it('ends as it does here, though one of them is off, and a worker dies', async () => {
    expect(await sweep('here', 30).exit).toBe(0);
    const started = sweep('there', 30, '--launcher', 'ssh');
    hosts.killWorkers(await trains('there'));
    expect(await started.exit, started.output()).toBe(0);
    expect(started.output()).toContain('ssh has not reached off');
    expect(await resultOf(storeOf('there'))).toEqual(await resultOf(storeOf('here')));
    const ends = (await said('there')).map((lines) => lines.at(-1)!.type);
    expect(ends.filter((type) => type !== 'ended')).toHaveLength(1);
    await vi.waitFor(() => expect(hosts.hasWorkers).toBe(false));
  });

  const standing = async (store: string) =>
    JSON.parse((await thaw(['status', '--json', '--store', storeOf(store)])).stdout) as StoreStanding;

  it('is seen and ended by any process, also where that of its schedule was killed', async () => {
    const started = sweep('ended', 5000, '--launcher', 'ssh');
    await trains('ended');
    started.child.kill('SIGKILL');
    await started.exit;
    const { jobs, launcher, stages } = (await standing('ended')).sweeps[0]!.cluster!;
    expect(launcher).toBe('ssh');
    expect(jobs!.map(({ state, node }) => `${state} on ${node}`)).toContain('running on h1');
    expect(stages.map(({ state }) => state)).toContain('computing');
    await thaw(['cancel', 'small', '--store', storeOf('ended')]);
    await vi.waitFor(() => expect(hosts.hasWorkers).toBe(false), { timeout: 20_000, interval: 100 });
    expect((await standing('ended')).sweeps).toEqual([]);
  });

  it('is refused where no host is named or can be used, and where it is to go on without a terminal', async () => {
    const refused = async (...args: readonly string[]) =>
      (await images.thaw('sweep', 'refused', ['--launcher', 'ssh', ...args])).stderr;
    const unusable = await refused('--set', 'launcher.ssh.hosts=[closed, nowhere]');
    expect(unusable).toContain('THAW-SSH-KEY-REFUSED');
    expect(unusable).toContain('THAW-SSH-UNREACHABLE');
    expect(await refused('--detach')).toContain('THAW-CLI-MISSING-OPTION');
    vi.stubEnv('THAW_SITE', '');
    expect(await refused()).toContain('THAW-SSH-NO-HOSTS');
  });
});
