import type { StageRef } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { bytes, machine, publish, text } from './machines.fixture.js';
import { MemoryObjects } from '../objects/memory-objects.fixture.js';

const features: StageRef = { kind: 'features', key: 'f00d' };
const train: StageRef = { kind: 'train', key: 'cafe' };
const evaluate: StageRef = { kind: 'evaluate', key: 'beef' };

describe('what is added to a cache', () => {
  it('comes after its blobs, and once', async () => {
    const objects = new MemoryObjects();
    await publish(objects, evaluate, { a: 'hello', b: 'hello', c: 'world' });
    const written = () => objects.asked.filter((each) => each.startsWith('write'));
    expect(written()).toHaveLength(4);
    expect(written().at(-1)).toMatch(/^write stages\/evaluate\/beef\/[0-9a-f]{64}\.json$/);
    await publish(objects, evaluate, { a: 'hello', b: 'hello', c: 'world' });
    expect(written()).toHaveLength(4);
  });

  it('is added to what others have added, shard by shard, whoever was at it at the same time', async () => {
    const objects = new MemoryObjects();
    const names = Array.from({ length: 12 }, (_, index) => `pool.${index}`);
    await Promise.all(
      names.map((name) => publish(objects, features, { [name]: name, 'features.json': '{}' })),
    );
    expect((await machine(objects).store.list(features)).toSorted()).toEqual(
      ['features.json', ...names].toSorted(),
    );
    // The next who adds tidies up.
    await publish(objects, features, { 'pool.last': 'x' });
    const manifests = [...objects.objects.keys()].filter((name) => name.startsWith('stages/'));
    expect(manifests).toHaveLength(1);
    expect(await machine(objects).store.list(features)).toHaveLength(14);
  });

  it('makes one course of what two have trained', async () => {
    const objects = new MemoryObjects();
    await publish(objects, train, { 'history.json': '[1,2,3]', 'readings.json': '["a"]', 'epoch-3': 'x' });
    await publish(objects, train, { 'history.json': '[1,2]', 'readings.json': '["b"]', 'epoch-2': 'y' });
    const { store } = machine(objects);
    expect(text(await store.read(train, 'history.json'))).toBe('[1,2,3]');
    expect(text(await store.read(train, 'readings.json'))).toBe('["b","a"]');
    expect((await store.list(train)).filter((name) => name.startsWith('epoch')).toSorted()).toEqual([
      'epoch-2',
      'epoch-3',
    ]);
  });

  it('loses neither of two courses that were added at once', async () => {
    const objects = new MemoryObjects();
    await Promise.all([
      publish(objects, train, { 'history.json': '[1,2,3]', 'readings.json': '["a"]' }),
      publish(objects, train, { 'history.json': '[1,2]', 'readings.json': '["b"]' }),
    ]);
    await publish(objects, train, { 'history.json': '[1]', 'readings.json': '["c"]' });
    expect([...objects.objects.keys()].filter((name) => name.startsWith('stages/'))).toHaveLength(1);
    const { store } = machine(objects);
    expect(text(await store.read(train, 'history.json'))).toBe('[1,2,3]');
    const readings = JSON.parse(text(await store.read(train, 'readings.json'))!) as string[];
    expect(readings.toSorted()).toEqual(['a', 'b', 'c']);
  });

  it('takes the place of what it was computed again for', async () => {
    const objects = new MemoryObjects();
    await publish(objects, evaluate, { 'result.json': 'old' });
    await publish(objects, evaluate, { 'result.json': 'new' });
    expect(text(await machine(objects).store.read(evaluate, 'result.json'))).toBe('new');
  });

  it('is no model, nor is one taken from there', async () => {
    const objects = new MemoryObjects();
    const model: StageRef = { kind: 'model', key: 'f00d' };
    await publish(objects, model, { 'saved_model.pb': 'a program' });
    expect(objects.asked).toEqual([]);
    await publish(objects, evaluate, { a: 'hello' });
    for (const [name, object] of objects.objects)
      objects.objects.set(name.replace('evaluate/beef', 'model/f00d'), object);
    const { store } = machine(objects);
    expect(await store.list(model)).toEqual([]);
    expect(await store.stages()).toEqual([evaluate]);
  });

  it('is left for the next sweep once this one is interrupted', async () => {
    const objects = new MemoryObjects();
    const interruption = new AbortController();
    const { signal } = interruption;
    const first = machine(objects, { signal, onProgress: () => interruption.abort() });
    await first.local.write(evaluate, 'a', bytes('hello'));
    first.uploads.add([evaluate]);
    expect(await first.uploads.finish()).toEqual({ stages: 0, bytes: 0 });
    expect(first.notices).toEqual(['not all is in s3://memory yet: the next sweep uploads what is missing']);
    expect([...objects.objects.keys()].filter((name) => name.startsWith('stages/'))).toEqual([]);
    const next = machine(objects, { memory: first.memory });
    next.uploads.add([evaluate]);
    expect(await next.uploads.finish()).toMatchObject({ stages: 1 });
  });

  it('is not what was only fetched from it', async () => {
    const objects = new MemoryObjects();
    await publish(objects, evaluate, { a: 'hello', b: 'world' });
    const { store, uploads } = machine(objects);
    await store.read(evaluate, 'a');
    uploads.add([evaluate]);
    expect(await uploads.finish()).toEqual({ stages: 0, bytes: 0 });
  });
});
