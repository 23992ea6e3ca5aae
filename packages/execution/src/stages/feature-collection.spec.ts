import type { StageRef } from '@thaw/core';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryStageStore, SharedMemory } from '../store/memory-stage-store.fixture.js';
import { evictFeatures } from '../store/evict-features.js';
import { FeatureCollection } from './feature-collection.js';
import { rowBytes, rowsPerShard, type FeatureOutput, type RowBatch } from './feature-layout.js';
import { FeatureReader } from './feature-reader.js';
import { FeatureWriter } from './feature-writer.js';

const stage: StageRef = { kind: 'features', key: 'f1' };
const wide: FeatureOutput = { layer: 'input_layer', shape: [1, 1, 3], type: 'uint8' };
const pool: FeatureOutput = { layer: 'pool', shape: [2], type: 'float32' };
const outputs = [wide, pool];
/** Room for four rows. */
const shardBytes = 4 * rowBytes(pool);

const refs = (names: readonly string[]) => names.map((name) => ({ name, sha256: name }));
/** What the rows of an image are is told by its name. */
const valueOf = (name: string) => name.codePointAt(0)!;
const activations = (batch: RowBatch) => {
  const images = new Uint8Array(batch.length * rowBytes(wide));
  const pooled = new Float32Array(batch.length * 2);
  for (const [place, name] of batch.entries()) {
    if (name === null) continue;
    images.fill(valueOf(name), place * rowBytes(wide), (place + 1) * rowBytes(wide));
    pooled.fill(valueOf(name) + 0.5, 2 * place, 2 * place + 2);
  }
  return [images, pooled];
};

describe('a collection of features', () => {
  let memory: SharedMemory;
  let damages: string[];
  let store: MemoryStageStore;
  beforeEach(() => {
    memory = new SharedMemory();
    damages = [];
    store = new MemoryStageStore(memory, { onDamage: (name) => damages.push(name) });
  });

  async function add(...batches: readonly RowBatch[]): Promise<FeatureWriter> {
    const writer = await FeatureWriter.open(store, stage, outputs, shardBytes);
    for (const batch of batches) await writer.append(batch, activations(batch));
    return writer;
  }
  const addAll = async (...batches: readonly RowBatch[]) => (await add(...batches)).finish();
  const read = async (names: readonly string[], rows = [...names.keys()]) => {
    const reader = await FeatureReader.open(store, stage, refs(names));
    const [images, pooled] = await reader.read(rows);
    await reader.close();
    expect(rows.map((_, index) => images![index * rowBytes(wide)])).toEqual(
      rows.map((row) => valueOf(names[row]!)),
    );
    return [...pooled!].filter((_, index) => index % 2 === 0);
  };
  const shards = async () =>
    (await FeatureCollection.read(store, stage)).shards.map(({ rows }) => rows.join(''));

  it('gives rows back in the order in which they are asked for, across shards, in their own type', async () => {
    await addAll(['a', 'b', 'c'], ['d', 'e', 'f']);
    expect(await shards()).toEqual(['abc', 'def']);
    expect(await read(['f', 'a', 'd'], [2, 0, 1, 0])).toEqual([100.5, 102.5, 97.5, 102.5]);
  });

  it('grows, and what was there is not written again but for a shard that has room', async () => {
    await addAll(['a', 'b', 'c', 'd'], ['e', 'f']);
    const [full, part] = (await FeatureCollection.read(store, stage)).shards.map(({ id }) => id);
    await addAll(['g']);
    expect((await shards()).toSorted()).toEqual(['abcd', 'efg']);
    const names = await store.list(stage);
    expect(names).toContain(`pool.${full}`);
    expect(names.filter((name) => name.includes(part!))).toEqual([]);
    expect(await read(['g', 'a'])).toEqual([103.5, 97.5]);
  });

  it('is read as it was when it was opened, while another adds to it', async () => {
    await addAll(['a', 'b']);
    const reader = await FeatureReader.open(store, stage, refs(['b', 'a']));
    await addAll(['c'], ['d', 'e', 'f', 'g']);
    expect((await reader.read([0, 1]))[1]).toEqual(Float32Array.of(98.5, 98.5, 97.5, 97.5));
    await reader.close();
  });

  it('is opened anew where a shard was replaced between a look at it and its opening', async () => {
    await addAll(['a', 'b']);
    const open = store.open.bind(store);
    let isFirst = true;
    store.open = async (...args) => {
      if (isFirst) {
        isFirst = false;
        await addAll(['c']);
      }
      return open(...args);
    };
    expect(await read(['b', 'a'])).toEqual([98.5, 97.5]);
  });

  it('has no row for an image that cannot be read, and knows why', async () => {
    const writer = await add(['a', null, 'c']);
    writer.skip('b', 'truncated');
    await writer.finish();
    const reader = await FeatureReader.open(store, stage, refs(['a', 'b', 'c']));
    const images = ['a', 'b', 'c'].map((sha256) => ({ path: `${sha256}.png`, sha256 }));
    expect(reader.unreadable(images)).toEqual([{ row: 1, path: 'b.png', reason: 'truncated' }]);
    await reader.close();
    await addAll(['d']);
    expect((await FeatureCollection.read(store, stage)).has({ name: 'b', sha256: 'b' })).toBe(true);
  });

  it('keeps why images could not be read when it is interrupted, also where nothing else was computed', async () => {
    const interrupted = await add();
    interrupted.skip('b', 'truncated');
    await interrupted.save();
    expect((await FeatureCollection.read(store, stage)).has({ name: 'b', sha256: 'b' })).toBe(true);
  });

  it('keeps what each of two writers has found not to be readable', async () => {
    const [one, other] = [await add(), await add()];
    one.skip('b', 'truncated');
    other.skip('c', 'empty');
    await one.finish();
    await other.finish();
    expect((await FeatureCollection.read(store, stage)).manifest!.unreadable).toEqual({
      b: 'truncated',
      c: 'empty',
    });
  });

  it('has each row once after two have written the same', async () => {
    const [one, other] = [await add(['a', 'b', 'c']), await add(['a', 'b'], ['c', 'd'])];
    await one.finish();
    await other.finish();
    expect(await shards()).toEqual(['abcd']);
    expect(await read(['d', 'a'])).toEqual([100.5, 97.5]);
  });

  it('goes on with its shards where what is known besides them is damaged', async () => {
    await addAll(['a', 'b', 'c', 'd'], ['e']);
    const { shards: before } = await FeatureCollection.read(store, stage);
    memory.damage(stage, 'features.json');
    const writer = await add();
    expect(writer.collection.has({ name: 'a', sha256: 'a' })).toBe(true);
    expect(writer.collection.hasAll(new Map(refs([...'ae']).map((row) => [row.name, row])))).toBe(false);
    await writer.finish();
    const mended = await FeatureCollection.read(store, stage);
    expect([mended.lost, mended.shards]).toEqual([[], before]);
    expect(await read([...'ea'])).toEqual([101.5, 97.5]);
  });

  it('is known by as many looks at the store, however many shards it has', async () => {
    const looks = async () => {
      const calls = (['list', 'read', 'readAll'] as const).map((name) => vi.spyOn(store, name));
      await FeatureCollection.read(store, stage);
      const count = calls.reduce((sum, { mock }) => sum + mock.calls.length, 0);
      vi.restoreAllMocks();
      return count;
    };
    await addAll(['a', 'b', 'c', 'd']);
    const few = await looks();
    await addAll(['e', 'f', 'g', 'h'], ['i', 'j', 'k', 'l']);
    expect(await looks()).toBe(few);
  });

  it('keeps what is computed when it is interrupted, up to the last whole shard when it is killed', async () => {
    const killed = await add(['a', 'b']);
    expect(await shards()).toEqual([]);
    await killed.append(['c', 'd', 'e'], activations(['c', 'd', 'e']));
    expect(await shards()).toEqual(['ab']);
    await killed.save();
    expect(await shards()).toEqual(['ab', 'cde']);
    expect(await read(['e'])).toEqual([101.5]);
  });

  it('cannot be read for a row that it does not have', async () => {
    await addAll(['a']);
    const opening = FeatureReader.open(store, stage, refs(['a', 'b']));
    await expect(opening).rejects.toMatchObject({ problems: [{ code: 'THAW-STORE-DAMAGED' }] });
  });

  it('lacks the rows of a damaged shard and no others, and knows in which batches they were', async () => {
    await addAll(['a', 'b', 'c', 'd'], [null, 'e', 'f']);
    const { shards: before } = await FeatureCollection.read(store, stage);
    memory.damage(stage, `pool.${before[1]!.id}`);
    await expect(FeatureReader.open(store, stage, refs(['a', 'f']))).rejects.toThrow(/damaged/);
    expect(damages).toEqual([`pool.${before[1]!.id}`]);
    const damaged = await FeatureCollection.read(store, stage);
    const all = new Map(refs([...'abcdef']).map((row) => [row.name, row]));
    expect(damaged.stockOf(all)).toEqual({ stored: 4, total: 6, again: 2 });
    expect(damaged.lost.map(({ batches }) => batches)).toEqual([[[null, 'e', 'f']]]);
    await addAll([null, 'e', 'f']);
    const mended = await FeatureCollection.read(store, stage);
    expect(mended.hasAll(all)).toBe(true);
    expect([mended.lost, mended.shards]).toEqual([[], before]);
  });

  it('lacks the rows of a shard that is shorter than its list says, until they are computed again', async () => {
    await addAll(['a', 'b', 'c', 'd'], ['e']);
    const [short] = (await FeatureCollection.read(store, stage)).shards;
    await store.write(stage, `pool.${short!.id}`, new Uint8Array(3 * rowBytes(pool)));
    const all = new Map(refs([...'abcde']).map((row) => [row.name, row]));
    const found = await FeatureCollection.read(store, stage);
    expect(found.stockOf(all)).toEqual({ stored: 1, total: 5, again: 4 });
    await expect(FeatureReader.open(store, stage, refs(['d']))).rejects.toThrow(/damaged/);
    await addAll(['a', 'b', 'c', 'd']);
    expect(await read([...'de'])).toEqual([100.5, 101.5]);
  });

  it('finds damage of a shard that it is about to fill before it is asked what it lacks', async () => {
    await addAll(['a', 'b']);
    const [shard] = (await FeatureCollection.read(store, stage)).shards;
    memory.damage(stage, `pool.${shard!.id}`);
    const writer = await FeatureWriter.open(store, stage, outputs, shardBytes);
    expect(writer.collection.has({ name: 'a', sha256: 'a' })).toBe(false);
  });

  it('drops what is left of a shard whose rows it has elsewhere', async () => {
    await addAll(['a', 'b', 'c', 'd'], ['e']);
    const [lost] = (await FeatureCollection.read(store, stage)).shards;
    await store.remove(stage, `pool.${lost!.id}`);
    await addAll(['a', 'b'], ['c', 'd']);
    expect((await store.list(stage)).filter((name) => name.includes(lost!.id))).toEqual([]);
    expect(await read([...'eabcd'])).toHaveLength(5);
  });

  it('is said to be evicted until what was given up is back', async () => {
    await addAll(['a', 'b', 'c', 'd'], ['e']);
    const isEvicted = async () => (await FeatureCollection.read(store, stage)).manifest!.evicted === true;
    await evictFeatures({ store, limitBytes: 0 });
    expect([await isEvicted(), await shards()]).toEqual([true, []]);
    await addAll(['a', 'b', 'c', 'd']);
    expect([await isEvicted(), await shards()]).toEqual([true, ['abcd']]);
    await addAll(['e']);
    expect([await isEvicted(), await shards()]).toEqual([false, ['abcd', 'e']]);
  });

  it('takes half the space with half the precision, and is read as float32', async () => {
    const half: FeatureOutput = { ...pool, type: 'float16' };
    const writer = await FeatureWriter.open(store, stage, [half]);
    await writer.append(['a', 'b'], [Float32Array.of(0.1, 1, 6, 70_000)]);
    await writer.finish();
    const reader = await FeatureReader.open(store, stage, refs(['b', 'a']));
    expect(await reader.read([0, 1])).toEqual([Float32Array.of(6, 65_504, 0.0999755859375, 1)]);
    expect(rowBytes(half)).toBe(4);
    await reader.close();
  });

  it('holds of a shard of which few rows are read only these', async () => {
    const names = Array.from({ length: 1000 }, (_, index) => `n${index}`);
    const writer = await FeatureWriter.open(store, stage, [pool]);
    await writer.append(names, [Float32Array.from({ length: 2000 }, (_, index) => index)]);
    await writer.finish();
    const reader = await FeatureReader.open(store, stage, refs(['n500', 'n3']));
    expect(await reader.read([1, 0])).toEqual([Float32Array.of(6, 7, 1000, 1001)]);
    await reader.close();
  });
});

describe('rowsPerShard', () => {
  it('keeps a shard within 64 MiB, and never without a row', () => {
    const large: FeatureOutput = { layer: 'conv', shape: [112, 112, 64], type: 'float32' };
    expect(rowsPerShard([large])).toBe(20);
    expect(rowsPerShard([{ ...large, shape: [20000, 1000] }])).toBe(1);
    expect(rowsPerShard(outputs, shardBytes)).toBe(4);
  });
});
