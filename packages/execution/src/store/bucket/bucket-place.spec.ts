import { ThawError } from '@thaw/core';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { sha256Of } from '../../files/read-small.js';
import { bucketProblem } from '../../objects/bucket-problem.js';
import { inMemory } from '../../objects/in-memory.js';
import { MemoryObjects } from '../../objects/memory-objects.fixture.js';
import { newBlobName } from './bucket-layout.js';
import { BucketPlace } from './bucket-place.js';
import { BucketStageStore } from './bucket-stage-store.js';
import { claimsNow } from './claims-now.js';
import { StageStates } from './stage-states.js';

const stage = { kind: 'train', key: 'f00d' } as const;

async function openPlace(objects: MemoryObjects): Promise<BucketPlace> {
  const path = await mkdtemp(join(tmpdir(), 'thaw-place-'));
  onTestFinished(() => rm(path, { recursive: true }));
  const copies = join(path, 'copies');
  const store = new BucketStageStore({ objects, copies, onDamage: () => {} });
  const lockOf = (journal: string) => `${journal}.lock`;
  const place = new BucketPlace({ objects, store, path, copies, lockOf, onNotice: () => {} });
  await place.open({ mustExist: false });
  await place.requireWritable();
  return place;
}

it('takes what is being sent for nothing that is left, however far ahead the clock of this machine is', async () => {
  // The server's clock is at 1970.
  const objects = new MemoryObjects();
  const place = await openPlace(objects);
  const content = Uint8Array.of(1);
  const sha256 = sha256Of(content);
  await objects.write(newBlobName(stage, sha256), inMemory(content));
  expect((await place.usage()).loose).toBe(1);
  expect(await place.clean({ dryRun: false })).toEqual([]);
});

it('gives a sweep back of which it cannot take the journal', async () => {
  const objects = new MemoryObjects();
  const place = await openPlace(objects);
  const list = objects.list.bind(objects);
  objects.list = () => Promise.reject(new ThawError(bucketProblem({ code: 'ECONNRESET' }, objects)));
  await expect(place.holdSweep('cafe')).rejects.toThrow('THAW-BUCKET-UNREACHABLE');
  objects.list = list;
  const again = await place.holdSweep('cafe');
  expect(again).not.toHaveProperty('holder');
  if (!('holder' in again)) await again.release();
});

it('looks for claims among as many stages as there may be', async () => {
  const objects = new MemoryObjects();
  const old = { name: 'stages/train/f00d.json', bytes: 1, version: '', changedMs: 0 };
  const recent = { ...old, name: 'stages/train/cafe.json', changedMs: 120_000 };
  objects.list = () => Promise.resolve([...new Array<typeof old>(200_000).fill(old), recent]);
  expect(await claimsNow(objects, new StageStates(objects, () => {}))).toEqual({
    stages: [],
    sweeps: new Map(),
  });
  expect(objects.asked).toEqual(['read stages/train/cafe.json']);
});
