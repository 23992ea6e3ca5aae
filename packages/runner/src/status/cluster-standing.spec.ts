import {
  beforeSweep,
  closedFile,
  driverFile,
  queueFolder,
  queueFile,
  queuedSweeps,
  taskClaim,
  taskFile,
  workerLines,
  workerLog,
} from '@thaw/execution/queue';
import { contentHash } from '@thaw/core';
import { tryLock } from '@thaw/locks';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { WorkerOutput } from '../run-log/worker-output.js';
import { clusterStanding } from './cluster-standing.js';

let store: string;
let queue: string;
beforeEach(async () => {
  store = await mkdtemp(join(tmpdir(), 'thaw-cluster-'));
  queue = queueFolder(store, 'sweep');
  // A machine without Slurm.
  vi.stubEnv('PATH', store);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(store, { recursive: true });
});

const write = async (file: string, value: object) => {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify({ ...value, sum: contentHash(value) }));
};
const record = {
  ...{
    version: 1,
    id: 'q',
    sweep: 'sweep',
    launcher: 'slurm',
    profile: { maxJobs: 4 },
    maxJobs: 4,
    idleSeconds: 30,
    lookMs: 1000,
  },
  ...{ settings: { storeFolder: '/s', workspace: '/w' }, host: 'login', pid: 1, openedMs: 1 },
};
const task = (label: string, queuedMs: number) => ({
  ...{ version: 1, queue: 'q', label, queuedMs },
  task: {
    kind: 'train',
    stage: { kind: 'train', key: 'cafe', label, runs: ['aa11'], backbone: { name: 'xception' } },
  },
});
const says = async (...lines: readonly object[]) => {
  await mkdir(dirname(workerLines(queue, '12_3')), { recursive: true });
  const text = lines.map((line, index) => `${JSON.stringify({ timeMs: 100 + index, ...line })}\n`).join('');
  await writeFile(workerLines(queue, '12_3'), text);
};
const began = { type: 'began', queue: 'q', node: 'n1', pid: 7 };

it('A queue is told of with what waits, and what which worker has since when, as long as it is open', async () => {
  expect(await clusterStanding(store, 'sweep', false)).toBeUndefined();
  await write(queueFile(queue), record);
  await write(taskFile(queue, '000001'), task('training of xception', 10));
  await write(taskFile(queue, '000002'), task('training of resnet50', 20));
  await says(began, { type: 'took', task: '000001' });
  const attempt = await tryLock(taskClaim(queue, '000001'), 'worker 12_3 on n1');
  expect((await clusterStanding(store, 'sweep', false))!.standing).toEqual({
    launcher: 'slurm',
    stages: [
      { label: 'training of xception', state: 'computing', sinceMs: 101, worker: '12_3', node: 'n1' },
      { label: 'training of resnet50', state: 'waiting', sinceMs: 20 },
    ],
    unasked: 'Slurm cannot be reached from this machine',
    excluded: [],
  });
  if ('lock' in attempt) await attempt.lock.release();
  const { standing } = (await clusterStanding(store, 'sweep', false))!;
  expect(standing.stages[0]).toMatchObject({ state: 'waiting', sinceMs: 10 });
  await writeFile(closedFile(queue), '');
  expect(await clusterStanding(store, 'sweep', false)).toBeUndefined();
});

it('What is computed before a sweep begins is told of as the sweep is', async () => {
  const before = queueFolder(store, beforeSweep('sweep'));
  await write(queueFile(before), record);
  await write(taskFile(before, '000001'), task('features of xception', 10));
  expect(await queuedSweeps(store)).toEqual(['sweep']);
  const { standing } = (await clusterStanding(store, 'sweep', false))!;
  expect(standing.stages).toEqual([{ label: 'features of xception', state: 'waiting', sinceMs: 10 }]);
});

it('A schedule that was submitted after another kind of cluster had the queue is that of its own', async () => {
  const profile = { hosts: ['h1'], maxJobs: 1 };
  await write(queueFile(queue), { ...record, launcher: 'ssh', profile, openedMs: 10 });
  const driver = { version: 1, launcher: 'slurm', name: 'small', log: '/log' };
  await write(driverFile(queue), { ...driver, submittedMs: 20 });
  expect((await clusterStanding(store, 'sweep', false))!).toMatchObject({
    name: 'small',
    standing: { launcher: 'slurm', unasked: 'Slurm cannot be reached from this machine' },
  });
  await write(driverFile(queue), { ...driver, submittedMs: 5 });
  expect(await clusterStanding(store, 'sweep', false)).toBeUndefined();
});

it('What a worker says and prints of a run is told once', async () => {
  await write(taskFile(queue, '000001'), task('training of xception', 10));
  const output = new WorkerOutput(queue, 'aa11');
  expect(await output.next()).toEqual([]);
  const took = { type: 'took', task: '000001' };
  await says(began, took, { type: 'took', task: '000002' });
  await writeFile(workerLog(queue, '12_3'), 'CUDA found\nhalf a li');
  expect(await output.next()).toEqual([
    { timeMs: 101, worker: '12_3', text: 'begins training of xception' },
    { timeMs: 102, worker: '12_3', text: 'CUDA found' },
  ]);
  await rm(taskFile(queue, '000001'));
  await says(
    began,
    took,
    { type: 'took', task: '000002' },
    { type: 'executed', task: '000001', outcome: 'computed' },
  );
  await writeFile(workerLog(queue, '12_3'), 'CUDA found\nhalf a line\n');
  expect((await output.next()).map(({ text }) => text)).toEqual([
    'training of xception: computed',
    'half a line',
  ]);
  expect(await output.next()).toEqual([]);
  expect(await new WorkerOutput(queue, 'bb22').next()).toEqual([]);
});
