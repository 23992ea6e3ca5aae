import { slurmTool, type Cluster } from '@thaw/execution/fixtures';
import { queueFolder, readSubmitted, readWorker, workerNames, type WorkerLine } from '@thaw/execution/queue';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SmallImages } from './small-images.fixture.js';
import { resultOf } from './store-result.fixture.js';
import type { StoreStanding } from '../status/standing.js';
import { thaw } from './thaw.fixture.js';
import { startThaw } from './thaw-process.fixture.js';

const { hasSlurm, startCluster } = await slurmTool();

/** Twelve runs, of which each phase is shared by some. */
const settings = [
  'phases=[{name: head, epochs: 2}, {name: tune, trainable: {last: 1}, epochs: 4}]',
  'sweep.parameters={head.dropout: [0, 0.2, 0.4], phases.tune.optimizer.learningRate: [1e-2, 1e-3, 1e-4, 1e-5]}',
].flatMap((setting) => ['--set', setting]);

describe.runIf(hasSlurm())('a sweep that a cluster computes', () => {
  let images: SmallImages;
  let cluster: Cluster;
  beforeAll(async () => {
    images = await SmallImages.create(['narrow', 'wide'], 12);
    cluster = await startCluster();
    for (const [name, value] of Object.entries(cluster.variables)) vi.stubEnv(name, value);
    await writeFile(join(images.folder, 'thaw.site.yaml'), site);
    vi.stubEnv('THAW_SITE', join(images.folder, 'thaw.site.yaml'));
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await cluster.stop();
    await images.remove();
  });

  const site = 'launcher:\n  slurm: { mem: 1G, setup: export IS_SET_UP=yes, maxJobs: 1 }\n';
  const storeOf = (name: string) => join(images.folder, name);
  const sweep = (store: string, ...args: readonly string[]) =>
    startThaw(['sweep', '--spec', images.spec, '--store', storeOf(store), '--json', ...settings, ...args]);

  /** What each worker has said. */
  async function said(store: string): Promise<ReadonlyMap<string, readonly WorkerLine[]>> {
    const [id] = await readdir(join(store, 'queue')).catch(() => []);
    const queue = queueFolder(store, id ?? 'none');
    const names = await workerNames(queue);
    return new Map(names.map((name) => [name, readWorker(queue, name)] as const));
  }

  /** When a worker on a node is at a training, and has an epoch of it. */
  async function trainsOn(node: string, store: string): Promise<void> {
    const isAtIt = (lines: readonly WorkerLine[]) => {
      const since = lines.slice(lines.findLastIndex(({ type }) => type === 'took'));
      const types = since.map(({ type }) => type);
      const [began] = lines;
      return began?.type === 'began' && began.node === node && types.includes('epochs') && !types.some(isEnd);
    };
    while (![...(await said(store)).values()].some(isAtIt)) await sleep(20);
  }

  const isEnd = (type: WorkerLine['type']) => ['executed', 'failed', 'gave-back', 'ended'].includes(type);

  it('ends as it does here, though a node dies and a job is preempted, and nothing is computed twice but what that node held', async () => {
    expect(await sweep('here').exit).toBe(0);
    const store = storeOf('there');
    const started = sweep('there', '--launcher', 'slurm', '--workers', '5');
    await trainsOn('n1', store);
    cluster.killNode('n1');
    cluster.startNode('n1');
    await trainsOn('n2', store);
    await cluster.ask('sbatch', '--partition=urgent', '--nodelist=n2', '--output=/dev/null', '--wrap=true');
    expect(await cluster.ask('scontrol', 'show', 'job')).toContain('Requeue=0');
    expect(await started.exit, started.output()).toBe(0);
    expect(await resultOf(store)).toEqual(await resultOf(storeOf('here')));

    // All but the dead one, which says no more; the last ones are told that the sweep is over.
    const workers = await vi.waitFor(async () => {
      const all = [...(await said(store)).values()];
      const ends = all.map((lines) => lines.at(-1)!).filter((line) => line.type === 'ended');
      expect(ends.filter(({ reason }) => reason === 'signal')).toHaveLength(1);
      expect(all).toHaveLength(ends.length + 1);
      return all;
    }, 20_000);
    const tasksOf = (type: WorkerLine['type'], lines: readonly WorkerLine[]) =>
      lines.flatMap((line) => (line.type === type && 'task' in line && line.task ? [line.task] : []));
    const over = new Set(workers.flatMap((lines) => tasksOf('executed', lines)));
    const taken = workers.flatMap((lines) => tasksOf('took', lines));
    const again = taken.toSorted().filter((task, index, all) => task === all[index - 1]);
    const ofDead = workers.find((lines) => lines.at(-1)!.type !== 'ended')!;
    const held = tasksOf('took', ofDead).slice(tasksOf('executed', ofDead).length);
    const given = workers.flatMap((lines) => tasksOf('gave-back', lines));
    expect(again).toEqual([...given, ...held].toSorted());
    expect(over.size).toBe(taken.length - again.length);

    const [id] = await readdir(join(store, 'queue'));
    const { jobs } = await readSubmitted(queueFolder(store, id!));
    expect(Math.max(...jobs.map((job) => job.workers.length))).toBe(2);
  });

  /** Submits a sweep as a whole: which job has the schedule, and where its output is. */
  async function detach(store: string, epochs: number) {
    const options = [`phases=[{name: head, epochs: ${epochs}}]`, 'sweep.parameters={seed: [1, 2]}'];
    const words = options.flatMap((option) => ['--set', option]);
    const submitted = sweep(store, '--launcher', 'slurm', '--detach', ...words);
    expect(await submitted.exit, submitted.output()).toBe(0);
    return JSON.parse(submitted.output().trim().split('\n').at(-1)!) as Record<string, string>;
  }

  const standing = async (store: string) =>
    JSON.parse((await thaw(['status', '--json', '--store', storeOf(store)])).stdout) as StoreStanding;

  /** Once a worker computes. */
  const underWay = (store: string) =>
    vi.waitFor(
      async () => {
        const [found] = (await standing(store)).sweeps;
        expect(found?.cluster?.stages[0]?.state).toBe('computing');
        expect(found?.running[0]?.epochs).toBeGreaterThan(0);
        return found!;
      },
      { timeout: 60_000, interval: 200 },
    );

  it('is submitted as a whole, and is then done by itself, also by a successor where its schedule is preempted', async () => {
    const event = await detach('alone', 60);
    expect(event).toMatchObject({ type: 'sweep-detached', name: 'small' });
    const { name, cluster: on } = await underWay('alone');
    expect(name).toBe('small');
    const schedule = on!.jobs!.find(({ job }) => job === event['job'])!;
    const { stdout } = await thaw(['status', '--store', storeOf('alone')]);
    expect(stdout).toMatch(new RegExp(`^ +${schedule.job} +running +${schedule.node}$`, 'm'));
    await cluster.ask(
      'sbatch',
      ...['--partition=urgent', `--nodelist=${schedule.node}`, '--output=/dev/null', '--wrap=true'],
    );
    const log = await vi.waitFor(
      async () => {
        const text = await readFile(event['log']!, 'utf8');
        expect(text).toContain('"runs":{"finished":2');
        return text;
      },
      { timeout: 120_000, interval: 500 },
    );
    expect(log).toContain('"status":"interrupted"');
  });

  it('is cancelled with its jobs, and has no successor', async () => {
    await detach('ended', 5000);
    const { id } = await underWay('ended');
    const { stdout } = await thaw(['cancel', 'small', '--json', '--store', storeOf('ended')]);
    expect(JSON.parse(stdout)).toMatchObject({ id, name: 'small', hasEnded: true });
    expect(await standing('ended')).toEqual({ sweeps: [], stages: [] });
    expect(await cluster.ask('squeue', '--noheader', '--states=PENDING,RUNNING', '-o', '%j')).not.toContain(
      id,
    );
  });

  it('is refused in the words of Slurm, and where there is none', async () => {
    const refused = async (...args: readonly string[]) =>
      (await images.thaw('sweep', 'refused', ['--launcher', 'slurm', ...args])).stderr;
    const unknown = await refused('--set', 'launcher.slurm.partition=nowhere');
    expect(unknown).toContain('THAW-SLURM-REFUSED');
    expect(unknown).toContain('invalid partition specified: nowhere');
    vi.stubEnv('PATH', '/nowhere');
    expect(await refused()).toContain('THAW-SLURM-NOT-HERE');
  });
});
