import type { StageRef } from '@thaw/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { evictFeatures } from './evict-features.js';
import { FeatureCache } from './feature-cache.js';
import { MemoryStageStore } from './memory-stage-store.fixture.js';

describe('evictFeatures', () => {
  let nowMs: number;
  let store: MemoryStageStore;
  beforeEach(async () => {
    store = new MemoryStageStore(undefined, { nowMs: () => nowMs });
    // The newest first, so that the order of names is not that of use.
    for (const [index, key] of ['a', 'b', 'c'].entries()) {
      nowMs = 3000 - index * 1000;
      await store.write(features(key), 'pool.00000', new Uint8Array(100).fill(index));
      await store.write(features(key), 'provenance.json', new TextEncoder().encode(key));
    }
    nowMs = 4000;
    await store.write({ kind: 'train', key: 't' }, 'history.json', new Uint8Array(500));
  });

  const features = (key: string): StageRef => ({ kind: 'features', key });
  const evict = async (limitBytes: number, dryRun = false) =>
    (await evictFeatures({ store, limitBytes, dryRun })).map(({ key }) => key);
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

  it('keeps which images could not be read, and says that the rest was given up', async () => {
    const manifest = { outputs: [], unreadable: { f00d: 'empty' } };
    await store.write(features('a'), 'features.json', new TextEncoder().encode(JSON.stringify(manifest)));
    await evict(0);
    const left = await store.read(features('a'), 'features.json');
    expect(JSON.parse(new TextDecoder().decode(left))).toEqual({ ...manifest, evicted: true });
  });

  it('keeps in which batches rows were computed, so that they come back with the same bits', async () => {
    const list = '0123456789abcdef.json';
    await store.write(features('a'), list, new TextEncoder().encode('{"batches":[["f00d"]]}'));
    await evict(0);
    expect(await store.list(features('a'))).toEqual(['provenance.json', list]);
  });

  it('says what it would evict without doing it', async () => {
    expect(await evict(100, true)).toEqual(['c', 'b']);
    expect(await stored()).toEqual(['a', 'b', 'c']);
  });

  it('counts a read as use', async () => {
    await (await store.open(features('c'), 'pool.00000'))!.close();
    expect(await evict(200)).toEqual(['b']);
  });

  it('does not evict what somebody needs, until nobody needs it any more', async () => {
    const lease = await store.lease(['b', 'c']);
    expect(await evict(0)).toEqual(['a']);
    await lease.replace(['b']);
    expect(await evict(0)).toEqual(['c']);
    await lease.release();
    expect(await evict(0)).toEqual(['b']);
  });

  it('does not evict what somebody is just computing', async () => {
    const claim = await store.claim(features('c'), { purpose: 'features' });
    expect(await evict(200)).toEqual(['b']);
    await claim.release();
    expect(await evict(100)).toEqual(['c']);
  });

  it('lets two sweeps on one store each keep what it needs within one limit', async () => {
    const one = new FeatureCache({ store, limitBytes: 0 });
    const other = new FeatureCache({ store, limitBytes: undefined });
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
    await new FeatureCache({ store, limitBytes: 0 }).close();
    expect(await stored()).toEqual([]);
  });
});
