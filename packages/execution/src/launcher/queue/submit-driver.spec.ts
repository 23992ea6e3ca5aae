import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { closedFile, queueFolder, readDriver } from '../../queue/index.js';
import { clusterKinds } from '../clusters.js';
import type { ClusterKind } from './cluster-kind.js';
import { submitDriver } from './submit-driver.js';

it('A queue that was closed stays so where the schedule is refused, and is open again once it is submitted', async () => {
  const store = await mkdtemp(join(tmpdir(), 'thaw-driver-'));
  const queue = queueFolder(store, 's');
  await mkdir(queue, { recursive: true });
  await writeFile(closedFile(queue), '');
  const submit = (job: () => Promise<string>) => {
    const driver = { submit: job, list: () => Promise.resolve([]), cancel: () => Promise.resolve() };
    const kind = { ...clusterKinds.slurm, driver } as unknown as Required<ClusterKind>;
    const profile = { maxJobs: 1 };
    return submitDriver(kind, { store, sweep: 's', name: 'small', profile, cwd: store, words: [] });
  };
  await expect(submit(() => Promise.reject(new Error('no such partition')))).rejects.toThrow('no such');
  expect([existsSync(closedFile(queue)), await readDriver(queue)]).toEqual([true, undefined]);
  await submit(() => Promise.resolve('12'));
  expect(existsSync(closedFile(queue))).toBe(false);
  expect(await readDriver(queue)).toMatchObject({ launcher: 'slurm', name: 'small' });
  await rm(store, { recursive: true });
});
