import type { StageRef } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { describeStageStore } from '../contract/describe-stage-store.js';
import { sha256Of } from '../files/read-small.js';
import { MemoryStageStore, SharedMemory } from '../store/memory-stage-store.fixture.js';
import { bytes, machine, publish, text } from './machines.fixture.js';
import { MemoryObjects } from '../objects/memory-objects.fixture.js';

const features: StageRef = { kind: 'features', key: 'f00d' };
const train: StageRef = { kind: 'train', key: 'cafe' };
const evaluate: StageRef = { kind: 'evaluate', key: 'beef' };

describeStageStore(
  'CachedStageStore',
  async () => {
    const memory = new SharedMemory();
    const damages: string[] = [];
    const objects = new MemoryObjects();
    const { refused } = machine(objects);
    return {
      damages,
      connect: () => machine(objects, { memory, refused, onDamage: (name) => damages.push(name) }).store,
      damage: async (stage, name) => memory.damage(stage, name),
      async abandon(stage) {
        const gone = new MemoryStageStore(memory);
        await gone.claim(stage, { purpose: 'training' });
        await gone.lease([stage.key]);
        gone.end();
      },
      expire: async (stage) => memory.expire(stage),
      renew() {},
      close: async () => {},
    };
  },
  { describe, it },
);

describe('a store with a cache', () => {
  it('has what another machine has computed, and fetches only what is read', async () => {
    const objects = new MemoryObjects();
    await publish(objects, evaluate, { 'result.json': '{"accuracy":1}', predictions: 'many numbers' });
    objects.asked.length = 0;
    const { store, local } = machine(objects);
    expect(await store.stages()).toEqual([evaluate]);
    expect((await store.list(evaluate)).toSorted()).toEqual(['predictions', 'result.json']);
    expect(await store.bytesElsewhere(evaluate)).toBe(14 + 12);
    expect(text(await store.read(evaluate, 'result.json'))).toBe('{"accuracy":1}');
    expect(await store.bytesElsewhere(evaluate)).toBe(12);
    // Once read it is here.
    expect(await local.list(evaluate)).toEqual(['result.json']);
    expect(text(await store.read(evaluate, 'result.json'))).toBe('{"accuracy":1}');
    expect(objects.asked.filter((each) => each.includes('blobs/'))).toHaveLength(1);
  });

  it('opens what lies there like what lies here', async () => {
    const objects = new MemoryObjects();
    await publish(objects, features, { 'pool.shard': '0123456789' });
    const blob = (await machine(objects).store.open(features, 'pool.shard'))!;
    expect(blob.bytes).toBe(10);
    expect(text(await blob.read(3, 4))).toBe('3456');
    await expect(blob.read(8, 4)).rejects.toThrow(RangeError);
    await blob.close();
  });

  it('reads while somebody is at work on the stage, and then keeps nothing', async () => {
    const objects = new MemoryObjects();
    await publish(objects, features, { 'pool.shard': '0123456789' });
    const { store, memory, local } = machine(objects);
    const claim = await new MemoryStageStore(memory).claim(features, { purpose: 'computing' });
    expect(text(await store.read(features, 'pool.shard'))).toBe('0123456789');
    expect(text(await (await store.open(features, 'pool.shard'))!.read(0, 2))).toBe('01');
    expect(await local.list(features)).toEqual([]);
    await claim.release();
  });

  it('prefers what it has itself, but for what grows by the work of all', async () => {
    const objects = new MemoryObjects();
    await publish(objects, train, {
      'history.json': '[{"epoch":1,"by":"them"},{"epoch":2}]',
      'readings.json': '[{"epochs":2}]',
      'provenance.json': 'theirs',
    });
    const { store, local } = machine(objects);
    await local.write(train, 'history.json', bytes('[{"epoch":1,"by":"us"}]'));
    await local.write(train, 'readings.json', bytes('[{"epochs":1}]'));
    await local.write(train, 'provenance.json', bytes('ours'));
    expect(text(await store.read(train, 'history.json'))).toBe('[{"epoch":1,"by":"us"},{"epoch":2}]');
    expect(text(await store.read(train, 'readings.json'))).toBe('[{"epochs":1},{"epochs":2}]');
    expect(text(await store.read(train, 'provenance.json'))).toBe('ours');
  });

  it('does not take again what was removed here to be computed anew', async () => {
    const objects = new MemoryObjects();
    await publish(objects, evaluate, { 'result.json': 'old', 'provenance.json': 'how' });
    const { store } = machine(objects);
    await store.remove(evaluate, 'result.json');
    expect(await store.list(evaluate)).toEqual(['provenance.json']);
    await store.write(evaluate, 'result.json', bytes('new'));
    expect(text(await store.read(evaluate, 'result.json'))).toBe('new');
  });

  it.each([
    ['of other bytes', 'jello'],
    ['of other length', 'hell'],
  ])('does not use a blob %s, says so once, and takes it out', async (_, wrong) => {
    const objects = new MemoryObjects();
    await publish(objects, evaluate, { a: 'hello', b: 'world' });
    const name = `blobs/${sha256Of('hello')}`;
    objects.objects.set(name, { content: bytes(wrong), changedMs: 0 });
    const { store, notices, memory, refused } = machine(objects);
    for (const each of [store, machine(objects, { memory, refused }).store]) {
      expect(await each.read(evaluate, 'a')).toBeUndefined();
      // Another process of that machine knows it too: it does not plan with it.
      expect(await each.list(evaluate)).toEqual(['b']);
    }
    expect(notices).toEqual(['a of evaluate beef is damaged or missing in s3://memory; it is not used']);
    expect(objects.objects.has(name)).toBe(false);
    // Having computed it again, they mend it for all.
    const mending = machine(objects, { memory, refused });
    await mending.store.write(evaluate, 'a', bytes('hello'));
    mending.uploads.add([evaluate]);
    await mending.uploads.finish();
    expect(text(await machine(objects).store.read(evaluate, 'a'))).toBe('hello');
  });

  it('that only reads takes nothing out', async () => {
    const objects = new MemoryObjects();
    await publish(objects, evaluate, { a: 'hello' });
    const name = `blobs/${sha256Of('hello')}`;
    objects.objects.set(name, { content: bytes('jello'), changedMs: 0 });
    const { store } = machine(objects, { mayWrite: false });
    expect(await store.read(evaluate, 'a')).toBeUndefined();
    expect(objects.objects.has(name)).toBe(true);
  });

  it('ignores manifests that are not what their name says, of other stages, and of no kind', async () => {
    const objects = new MemoryObjects();
    await publish(objects, evaluate, { a: 'hello' });
    const [manifest] = [...objects.objects.keys()].filter((name) => name.startsWith('stages/'));
    const { content } = objects.objects.get(manifest!)!;
    const put = (name: string, blob = content) => objects.objects.set(name, { content: blob, changedMs: 9 });
    put(manifest!.replace('beef', 'f00d'));
    put(`stages/evaluate/beef/${'0'.repeat(64)}.json`);
    put(`stages/evaluate/../../etc/${'0'.repeat(64)}.json`);
    put(`stages/something/beef/${'0'.repeat(64)}.json`);
    const { store } = machine(objects);
    const named = (await store.stages()).map(({ kind, key }) => `${kind} ${key}`);
    expect(named.toSorted()).toEqual(['evaluate beef', 'evaluate f00d']);
    expect(await store.list(evaluate)).toEqual(['a']);
    expect(await store.list({ ...evaluate, key: 'f00d' })).toEqual([]);
  });
});

describe('a cache that cannot be reached', () => {
  it('is an error when it is asked first, and later counts as empty', async () => {
    const objects = new MemoryObjects();
    await publish(objects, evaluate, { a: 'hello', b: 'world' });
    const { store, notices, local } = machine(objects, { mustReach: true });
    objects.isAway = true;
    await expect(store.list(evaluate)).rejects.toMatchObject({
      problems: [{ code: 'THAW-BUCKET-UNREACHABLE' }],
    });
    objects.isAway = false;
    expect(text(await store.read(evaluate, 'a'))).toBe('hello');
    objects.isAway = true;
    expect(await store.read(evaluate, 'b')).toBeUndefined();
    expect(text(await store.read(evaluate, 'a'))).toBe('hello');
    expect(await store.list(evaluate)).toEqual(await local.list(evaluate));
    expect(notices).toEqual([expect.stringContaining('THAW-BUCKET-UNREACHABLE')]);
  });

  it('is asked no more for a while', async () => {
    const objects = new MemoryObjects();
    objects.isAway = true;
    const { store } = machine(objects);
    for (let time = 0; time < 10; time++) expect(await store.list(evaluate)).toEqual([]);
    expect(objects.asked).toHaveLength(1);
  });

  it('fails no upload but says that the next sweep does it', async () => {
    const objects = new MemoryObjects();
    const { store, uploads, notices } = machine(objects);
    await store.write(evaluate, 'a', bytes('hello'));
    objects.isAway = true;
    uploads.add([evaluate]);
    expect(await uploads.finish()).toEqual({ stages: 0, bytes: 0 });
    expect(notices).toEqual([
      expect.stringContaining('the next sweep uploads what is missing in s3://memory'),
    ]);
  });
});
