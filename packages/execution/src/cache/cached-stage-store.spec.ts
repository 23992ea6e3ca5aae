import { sha256Of } from '../files/read-small.js';
import type { StageRef } from '@thaw/core';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeStageStore } from '../contract/describe-stage-store.js';
import { MemoryStageStore, SharedMemory } from '../store/memory-stage-store.fixture.js';
import { CachedStageStore } from './cached-stage-store.js';
import { MemoryObjects } from './memory-objects.fixture.js';
import { RefusedBlobs } from './refused-blobs.js';
import { RemoteStages } from './remote-stages.js';
import { StageUploads } from './stage-uploads.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (blob: Uint8Array | undefined) => blob && new TextDecoder().decode(blob);
const features: StageRef = { kind: 'features', key: 'f00d' };
const train: StageRef = { kind: 'train', key: 'cafe' };
const evaluate: StageRef = { kind: 'evaluate', key: 'beef' };

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'thaw-cache-'))));
afterEach(() => rm(folder, { recursive: true }));

interface Options {
  readonly memory?: SharedMemory;
  readonly mustReach?: boolean;
  readonly mayWrite?: boolean;
}

/** One machine: a store of its own before the cache that all share. */
function machine(objects: MemoryObjects, name: string, options: Options = {}) {
  const { memory = new SharedMemory(), mustReach = false, mayWrite = true } = options;
  const notices: string[] = [];
  const local = new MemoryStageStore(memory);
  const remote = new RemoteStages(objects);
  const refused = new RefusedBlobs(join(folder, name));
  const report = { onNotice: (line: string) => void notices.push(line), onProgress: () => {} };
  const store = new CachedStageStore({
    ...{ local, remote, mayWrite, mustReach, isObserver: false, ...report },
    refused,
  });
  const { signal } = new AbortController();
  const uploads = new StageUploads({ local, remote, refused, signal, ...report });
  return { local, store, uploads, notices, memory };
}

async function published(objects: MemoryObjects, stage: StageRef, blobs: Readonly<Record<string, string>>) {
  const { store, uploads, notices } = machine(objects, 'publisher');
  await store.update(stage, new Map(Object.entries(blobs).map(([name, content]) => [name, bytes(content)])));
  uploads.add([stage]);
  await uploads.finish();
  expect(notices).toEqual([]);
}

describeStageStore(
  'CachedStageStore',
  async () => {
    const memory = new SharedMemory();
    const damages: string[] = [];
    const objects = new MemoryObjects();
    const own = await mkdtemp(join(tmpdir(), 'thaw-cache-'));
    const connected: MemoryStageStore[] = [];
    const connect = () => {
      const local = new MemoryStageStore(memory, { onDamage: (name) => damages.push(name) });
      connected.push(local);
      const remote = new RemoteStages(objects);
      const refused = new RefusedBlobs(own);
      const report = { onNotice() {}, onProgress() {} };
      return new CachedStageStore({
        ...{ local, remote, refused, mayWrite: true, isObserver: false, mustReach: true, ...report },
      });
    };
    return {
      ...{ damages, connect },
      damage: async (stage, name) => memory.damage(stage, name),
      async abandon(stage) {
        const gone = new MemoryStageStore(memory);
        await gone.claim(stage, { purpose: 'training' });
        await gone.lease([stage.key]);
        gone.end();
      },
      expire: async (stage) => memory.expire(stage),
      renew() {},
      close: () => rm(own, { recursive: true }),
    };
  },
  { describe, it },
);

describe('a store with a cache', () => {
  it('has what another machine has computed, and fetches only what is read', async () => {
    const objects = new MemoryObjects();
    await published(objects, evaluate, { 'result.json': '{"accuracy":1}', predictions: 'many numbers' });
    objects.asked.length = 0;
    const { store, local } = machine(objects, 'colleague');
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
    await published(objects, features, { 'pool.shard': '0123456789' });
    const blob = (await machine(objects, 'colleague').store.open(features, 'pool.shard'))!;
    expect(blob.bytes).toBe(10);
    expect(text(await blob.read(3, 4))).toBe('3456');
    await expect(blob.read(8, 4)).rejects.toThrow(RangeError);
    await blob.close();
  });

  it('reads while somebody is at work on the stage, and then keeps nothing', async () => {
    const objects = new MemoryObjects();
    await published(objects, features, { 'pool.shard': '0123456789' });
    const { store, memory, local } = machine(objects, 'colleague');
    const claim = await new MemoryStageStore(memory).claim(features, { purpose: 'computing' });
    expect(text(await store.read(features, 'pool.shard'))).toBe('0123456789');
    expect(text(await (await store.open(features, 'pool.shard'))!.read(0, 2))).toBe('01');
    expect(await local.list(features)).toEqual([]);
    await claim.release();
  });

  it('prefers what it has itself, but for what grows by the work of all', async () => {
    const objects = new MemoryObjects();
    await published(objects, train, {
      'history.json': '[{"epoch":1,"by":"them"},{"epoch":2}]',
      'readings.json': '[{"epochs":2}]',
      'provenance.json': 'theirs',
    });
    const { store, local } = machine(objects, 'colleague');
    await local.write(train, 'history.json', bytes('[{"epoch":1,"by":"us"}]'));
    await local.write(train, 'readings.json', bytes('[{"epochs":1}]'));
    await local.write(train, 'provenance.json', bytes('ours'));
    expect(text(await store.read(train, 'history.json'))).toBe('[{"epoch":1,"by":"us"},{"epoch":2}]');
    expect(text(await store.read(train, 'readings.json'))).toBe('[{"epochs":1},{"epochs":2}]');
    expect(text(await store.read(train, 'provenance.json'))).toBe('ours');
  });

  it('does not take again what was removed here to be computed anew', async () => {
    const objects = new MemoryObjects();
    await published(objects, evaluate, { 'result.json': 'old', 'provenance.json': 'how' });
    const { store } = machine(objects, 'colleague');
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
    await published(objects, evaluate, { a: 'hello', b: 'world' });
    const name = `blobs/${sha256Of('hello')}`;
    objects.objects.set(name, { content: bytes(wrong), changedMs: 0 });
    const { store, notices, memory } = machine(objects, 'colleague');
    for (const each of [store, machine(objects, 'colleague', { memory }).store]) {
      expect(await each.read(evaluate, 'a')).toBeUndefined();
      // Another process of that machine knows it too: it does not plan with it.
      expect(await each.list(evaluate)).toEqual(['b']);
    }
    expect(notices).toEqual(['a of evaluate beef is damaged or missing in s3://memory; it is not used']);
    expect(objects.objects.has(name)).toBe(false);
    // Having computed it again, they mend it for all.
    const mending = machine(objects, 'colleague', { memory });
    await mending.store.write(evaluate, 'a', bytes('hello'));
    mending.uploads.add([evaluate]);
    await mending.uploads.finish();
    expect(text(await machine(objects, 'third').store.read(evaluate, 'a'))).toBe('hello');
  });

  it('that only reads takes nothing out', async () => {
    const objects = new MemoryObjects();
    await published(objects, evaluate, { a: 'hello' });
    const name = `blobs/${sha256Of('hello')}`;
    objects.objects.set(name, { content: bytes('jello'), changedMs: 0 });
    const { store } = machine(objects, 'colleague', { mayWrite: false });
    expect(await store.read(evaluate, 'a')).toBeUndefined();
    expect(objects.objects.has(name)).toBe(true);
  });

  it('ignores manifests that are not what their name says, of other stages, and of no kind', async () => {
    const objects = new MemoryObjects();
    await published(objects, evaluate, { a: 'hello' });
    const [manifest] = [...objects.objects.keys()].filter((name) => name.startsWith('stages/'));
    const { content } = objects.objects.get(manifest!)!;
    const put = (name: string, blob = content) => objects.objects.set(name, { content: blob, changedMs: 9 });
    put(manifest!.replace('beef', 'f00d'));
    put(`stages/evaluate/beef/${'0'.repeat(64)}.json`);
    put(`stages/evaluate/../../etc/${'0'.repeat(64)}.json`);
    put(`stages/something/beef/${'0'.repeat(64)}.json`);
    const { store } = machine(objects, 'colleague');
    const named = (await store.stages()).map(({ kind, key }) => `${kind} ${key}`);
    expect(named.toSorted()).toEqual(['evaluate beef', 'evaluate f00d']);
    expect(await store.list(evaluate)).toEqual(['a']);
    expect(await store.list({ ...evaluate, key: 'f00d' })).toEqual([]);
  });
});

describe('a cache that cannot be reached', () => {
  it('is an error when it is asked first, and later counts as empty', async () => {
    const objects = new MemoryObjects();
    await published(objects, evaluate, { a: 'hello', b: 'world' });
    const { store, notices, local } = machine(objects, 'colleague', { mustReach: true });
    objects.isAway = true;
    await expect(store.list(evaluate)).rejects.toMatchObject({
      problems: [{ code: 'THAW-CACHE-UNREACHABLE' }],
    });
    objects.isAway = false;
    expect(text(await store.read(evaluate, 'a'))).toBe('hello');
    objects.isAway = true;
    expect(await store.read(evaluate, 'b')).toBeUndefined();
    expect(text(await store.read(evaluate, 'a'))).toBe('hello');
    expect(await store.list(evaluate)).toEqual(await local.list(evaluate));
    expect(notices).toEqual([expect.stringContaining('THAW-CACHE-UNREACHABLE')]);
  });

  it('is asked no more for a while', async () => {
    const objects = new MemoryObjects();
    objects.isAway = true;
    const { store } = machine(objects, 'colleague');
    for (let time = 0; time < 10; time++) expect(await store.list(evaluate)).toEqual([]);
    expect(objects.asked).toHaveLength(1);
  });

  it('fails no upload but says that the next sweep does it', async () => {
    const objects = new MemoryObjects();
    const { store, uploads, notices } = machine(objects, 'us');
    await store.write(evaluate, 'a', bytes('hello'));
    objects.isAway = true;
    uploads.add([evaluate]);
    expect(await uploads.finish()).toEqual({ stages: 0, bytes: 0 });
    expect(notices).toEqual([
      expect.stringContaining('the next sweep uploads what is missing in s3://memory'),
    ]);
  });
});

describe('what is added to a cache', () => {
  it('comes after its blobs, and once', async () => {
    const objects = new MemoryObjects();
    await published(objects, evaluate, { a: 'hello', b: 'hello', c: 'world' });
    const written = () => objects.asked.filter((each) => each.startsWith('write'));
    expect(written()).toHaveLength(4);
    expect(written().at(-1)).toMatch(/^write stages\/evaluate\/beef\/[0-9a-f]{64}\.json$/);
    await published(objects, evaluate, { a: 'hello', b: 'hello', c: 'world' });
    expect(written()).toHaveLength(4);
  });

  it('is added to what others have added, shard by shard, whoever was at it at the same time', async () => {
    const objects = new MemoryObjects();
    const names = Array.from({ length: 12 }, (_, index) => `pool.${index}`);
    await Promise.all(
      names.map((name) => published(objects, features, { [name]: name, 'features.json': '{}' })),
    );
    expect((await machine(objects, 'colleague').store.list(features)).toSorted()).toEqual(
      ['features.json', ...names].toSorted(),
    );
    // The next who adds tidies up.
    await published(objects, features, { 'pool.last': 'x' });
    const manifests = [...objects.objects.keys()].filter((name) => name.startsWith('stages/'));
    expect(manifests).toHaveLength(1);
    expect(await machine(objects, 'colleague').store.list(features)).toHaveLength(14);
  });

  it('makes one course of what two have trained', async () => {
    const objects = new MemoryObjects();
    await published(objects, train, { 'history.json': '[1,2,3]', 'readings.json': '["a"]', 'epoch-3': 'x' });
    await published(objects, train, { 'history.json': '[1,2]', 'readings.json': '["b"]', 'epoch-2': 'y' });
    const { store } = machine(objects, 'colleague');
    expect(text(await store.read(train, 'history.json'))).toBe('[1,2,3]');
    expect(text(await store.read(train, 'readings.json'))).toBe('["b","a"]');
    expect((await store.list(train)).filter((name) => name.startsWith('epoch')).toSorted()).toEqual([
      'epoch-2',
      'epoch-3',
    ]);
  });

  it('takes the place of what it was computed again for', async () => {
    const objects = new MemoryObjects();
    await published(objects, evaluate, { 'result.json': 'old' });
    await published(objects, evaluate, { 'result.json': 'new' });
    expect(text(await machine(objects, 'colleague').store.read(evaluate, 'result.json'))).toBe('new');
  });

  it('is no model, nor is one taken from there', async () => {
    const objects = new MemoryObjects();
    const model: StageRef = { kind: 'model', key: 'f00d' };
    await published(objects, model, { 'saved_model.pb': 'a program' });
    expect(objects.asked).toEqual([]);
    await published(objects, evaluate, { a: 'hello' });
    for (const [name, object] of objects.objects)
      objects.objects.set(name.replace('evaluate/beef', 'model/f00d'), object);
    const { store } = machine(objects, 'colleague');
    expect(await store.list(model)).toEqual([]);
    expect(await store.stages()).toEqual([evaluate]);
  });

  it('is left for the next sweep once this one is interrupted', async () => {
    const objects = new MemoryObjects();
    const { local, notices } = machine(objects, 'us');
    await local.write(evaluate, 'a', bytes('hello'));
    const interruption = new AbortController();
    const options = { local, remote: new RemoteStages(objects), refused: new RefusedBlobs(folder) };
    const report = {
      onNotice: (line: string) => void notices.push(line),
      onProgress: () => interruption.abort(),
    };
    const uploads = new StageUploads({ ...options, ...report, signal: interruption.signal });
    uploads.add([evaluate]);
    expect(await uploads.finish()).toEqual({ stages: 0, bytes: 0 });
    expect(notices).toEqual(['not all is in s3://memory yet: the next sweep uploads what is missing']);
    expect([...objects.objects.keys()].filter((name) => name.startsWith('stages/'))).toEqual([]);
    const next = machine(objects, 'us', {});
    await next.local.write(evaluate, 'a', bytes('hello'));
    next.uploads.add([evaluate]);
    expect(await next.uploads.finish()).toMatchObject({ stages: 1 });
  });

  it('is not what was only fetched from it', async () => {
    const objects = new MemoryObjects();
    await published(objects, evaluate, { a: 'hello', b: 'world' });
    const { store, uploads } = machine(objects, 'colleague');
    await store.read(evaluate, 'a');
    uploads.add([evaluate]);
    expect(await uploads.finish()).toEqual({ stages: 0, bytes: 0 });
  });
});
