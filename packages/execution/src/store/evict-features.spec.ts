import type { StageRef } from '@thaw/core';
import { thisProcess, tryLock } from '@thaw/locks';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { evictFeatures } from './evict-features.js';
import { FeatureCache } from './feature-cache.js';
import { FileStageStore } from './file-stage-store.js';
import { Lease, leasedKeys } from './lease.js';
import { claimFile } from './store-layout.js';

describe('evictFeatures', () => {
  let folder: string;
  let store: FileStageStore;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'thaw-evict-'));
    store = new FileStageStore({ folder, onDamage: () => {} });
    // The newest first, so that the order of names is not that of use.
    for (const [index, key] of ['a', 'b', 'c'].entries()) await writeFeatures(key, 3000 - index * 1000);
    await store.write({ kind: 'train', key: 't' }, 'history.json', new Uint8Array(500));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const features = (key: string): StageRef => ({ kind: 'features', key });
  async function writeFeatures(key: string, usedSeconds: number): Promise<void> {
    await store.write(features(key), 'pool.00000', new Uint8Array(100).fill(usedSeconds));
    await store.write(features(key), 'provenance.json', new TextEncoder().encode(key));
    const manifest = join(folder, 'stages', 'features', key, 'stage.json');
    await utimes(manifest, usedSeconds, usedSeconds);
  }
  const evict = async (limitBytes: number, dryRun = false) =>
    (await evictFeatures({ folder, store, limitBytes, dryRun })).map(({ key }) => key);
  const stored = async () => {
    const keys = ['a', 'b', 'c'];
    const names = await Promise.all(keys.map((key) => store.list(features(key))));
    return keys.filter((_, index) => names[index]!.includes('pool.00000'));
  };

  it('evicts the least recently used until the others keep within the limit, and nothing but features', async () => {
    expect(await evict(300)).toEqual([]);
    expect(await evict(299)).toEqual(['c']);
    expect(await evict(0)).toEqual(['b', 'a']);
    expect(await stored()).toEqual([]);
    expect(await store.list({ kind: 'train', key: 't' })).toEqual(['history.json']);
  });

  it('keeps what is known of their origin', async () => {
    await evict(0);
    expect(await store.list(features('a'))).toEqual(['provenance.json']);
    expect(await evict(0)).toEqual([]);
  });

  it('says what it would evict without doing it', async () => {
    expect(await evict(100, true)).toEqual(['c', 'b']);
    expect(await stored()).toEqual(['a', 'b', 'c']);
  });

  it('counts a read as use', async () => {
    await (await store.open(features('c'), 'pool.00000'))!.close();
    expect(await evict(200)).toEqual(['b']);
  });

  it('does not evict what a running process needs, until it needs it no more', async () => {
    const lease = new Lease(folder);
    await lease.hold(['b', 'c']);
    expect(await evict(0)).toEqual(['a']);
    await lease.hold(['b']);
    expect(await evict(0)).toEqual(['c']);
    await lease.release();
    expect(await evict(0)).toEqual(['b']);
  });

  it('does not mind leases of processes that are gone, and takes them away', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    await mkdir(join(folder, 'leases'));
    await writeFile(join(folder, 'leases', '1.json'), JSON.stringify({ ...thisProcess(), pid, keys: ['c'] }));
    await writeFile(join(folder, 'leases', '2.json'), '{"pid":');
    expect(await leasedKeys(folder)).toEqual(new Set());
    expect(await readdir(join(folder, 'leases'))).toEqual([]);
    expect(await evict(299)).toEqual(['c']);
  });

  it('does not evict what somebody is just computing', async () => {
    const attempt = await tryLock(claimFile(folder, features('c')), 'features');
    expect(await evict(200)).toEqual(['b']);
    if ('lock' in attempt) await attempt.lock.release();
    expect(await evict(100)).toEqual(['c']);
  });

  it('lets two sweeps on one store each keep what it needs within one limit', async () => {
    const one = new FeatureCache({ folder, store, limitBytes: 0 });
    const other = new FeatureCache({ folder, store, limitBytes: undefined });
    await one.keep(new Set(['a', 'b']));
    await other.keep(new Set(['b', 'c']));
    await one.trim();
    expect(await stored()).toEqual(['a', 'b', 'c']);
    await one.keep(new Set(['b']));
    await one.trim();
    expect(await stored()).toEqual(['b', 'c']);
    await one.close();
    expect(await stored()).toEqual(['b', 'c']);
    await other.close();
    expect(await stored()).toEqual(['b', 'c']);
    await new FeatureCache({ folder, store, limitBytes: 0 }).close();
    expect(await stored()).toEqual([]);
  });
});
