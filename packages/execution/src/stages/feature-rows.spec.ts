import type { StageRef } from '@thaw/core';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileStageStore } from '../store/folder/file-stage-store.js';
import { layoutFor, rowBytes, type FeatureLayout, type FeatureOutput } from './feature-layout.js';
import { FeatureReader } from './feature-reader.js';
import { FeatureWriter } from './feature-writer.js';

const stage: StageRef = { kind: 'features', key: 'f1' };
const outputs: FeatureOutput[] = [
  { layer: 'input_layer', shape: [1, 1, 3], type: 'uint8' },
  { layer: 'pool', shape: [2], type: 'float32' },
];
const halved: FeatureOutput = { layer: 'pool', shape: [2], type: 'float16' };
const layout: FeatureLayout = { outputs, rows: 10, rowsPerShard: 4 };
const images = (first: number, size: number) =>
  Uint8Array.from({ length: size * 3 }, (_, index) => first * 3 + index);
const pooled = (first: number, size: number) =>
  Float32Array.from({ length: size * 2 }, (_, index) => first * 2 + index + 0.5);

describe('stored features', () => {
  let folder: string;
  let store: FileStageStore;
  const open = () => FeatureWriter.open(store, stage, layout);
  const append = (writer: FeatureWriter, first: number, size: number) =>
    writer.append(first, size, [images(first, size), pooled(first, size)]);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'thaw-features-'));
    store = new FileStageStore({ folder, onDamage: () => {} });
  });
  afterEach(() => rm(folder, { recursive: true }));

  const readAll = async () => {
    const reader = await FeatureReader.open(store, stage);
    try {
      return await reader.read([9, 0, 4]);
    } finally {
      await reader.close();
    }
  };

  it('gives rows back in any order, across shards, in their own type', async () => {
    const writer = await open();
    for (const [first, size] of [
      [0, 3],
      [3, 3],
      [6, 4],
    ] as const)
      await append(writer, first, size);
    await writer.finish();
    expect(await readAll()).toEqual([
      Uint8Array.of(27, 28, 29, 0, 1, 2, 12, 13, 14),
      Float32Array.of(18.5, 19.5, 0.5, 1.5, 8.5, 9.5),
    ]);
  });

  it('takes half the space with half the precision, and is read as float32', async () => {
    const writer = await FeatureWriter.open(store, stage, { outputs: [halved], rows: 4, rowsPerShard: 4 });
    await writer.append(0, 4, [Float32Array.of(0.1, 1, 2, 3, 4, 5, 6, 70_000)]);
    await writer.finish();
    const reader = await FeatureReader.open(store, stage);
    expect(await reader.read([3, 0])).toEqual([Float32Array.of(6, 65_504, 0.0999755859375, 1)]);
    expect(rowBytes(halved)).toBe(4);
    await reader.close();
  });

  it('are computed from the start when it is not known what was skipped', async () => {
    await append(await open(), 0, 10);
    expect((await open()).row).toBe(10);
    await store.remove(stage, 'skipped.json');
    expect((await open()).row).toBe(0);
  });

  it('goes on after the last whole shard when it was interrupted, and remembers what was skipped', async () => {
    const killed = await open();
    killed.skip({ row: 1, path: 'b.png', reason: 'truncated' });
    await append(killed, 0, 6);

    const resumed = await open();
    expect(resumed.row).toBe(4);
    resumed.skip({ row: 5, path: 'f.png', reason: 'empty' });
    await append(resumed, 2, 8);
    await resumed.finish();
    const reader = await FeatureReader.open(store, stage);
    expect(reader.manifest.skipped.map(({ row }) => row)).toEqual([1, 5]);
    await reader.close();
    expect((await readAll())[1]).toEqual(Float32Array.of(18.5, 19.5, 0.5, 1.5, 8.5, 9.5));
  });

  it('cannot be opened before they are finished', async () => {
    await append(await open(), 0, 10);
    await expect(FeatureReader.open(store, stage)).rejects.toMatchObject({
      problems: [{ code: 'THAW-STORE-DAMAGED' }],
    });
  });

  it('are computed again when a shard is damaged', async () => {
    const writer = await open();
    await append(writer, 0, 10);
    await writer.finish();
    const blobs = join(folder, 'stages', 'features', 'f1');
    const shard = (await readdir(blobs)).find((name) => name.endsWith('.blob'))!;
    await writeFile(join(blobs, shard), 'damaged');
    await expect(FeatureReader.open(store, stage)).rejects.toThrow(/damaged/);

    const again = await open();
    expect(again.row).toBeLessThan(10);
    await append(again, again.row, 10 - again.row);
    await again.finish();
    expect((await readAll())[1]).toEqual(Float32Array.of(18.5, 19.5, 0.5, 1.5, 8.5, 9.5));
  });
});

describe('layoutFor', () => {
  it('keeps a shard within 64 MiB, and never without a row', () => {
    const large: FeatureOutput = { layer: 'conv', shape: [112, 112, 64], type: 'float32' };
    expect(layoutFor([large], 1000).rowsPerShard).toBe(20);
    expect(layoutFor([{ ...large, shape: [20000, 1000] }], 5).rowsPerShard).toBe(1);
    expect(layoutFor([large], 3).rowsPerShard).toBe(3);
  });
});
