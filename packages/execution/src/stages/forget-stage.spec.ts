import type { FeaturesStage } from '@thaw/core';
import { expect, it } from 'vitest';
import { MemoryStageStore } from '../store/memory-stage-store.fixture.js';
import { storeDataset } from './dataset-stage.js';
import { FeatureCollection } from './feature-collection.js';
import type { FeatureOutput } from './feature-layout.js';
import { FeatureWriter } from './feature-writer.js';
import { forgetStage } from './forget-stage.js';
import { isEvicted } from './is-stored.js';

const pool: FeatureOutput = { layer: 'pool', shape: [1], type: 'float32' };
/** The SHA-256 of an image that is called by a letter. */
const hash = (letter: string) => letter.charCodeAt(0).toString(16).padStart(64, '0');
const hashes = (letters: string) => [...letters].map(hash);
const rowsOf = (letters: string) => hashes(letters).map((sha256) => ({ name: sha256, sha256 }));
const imagesOf = (letters: string) =>
  hashes(letters).map((sha256) => ({ path: `${sha256}.png`, sha256, label: 0 }));

it('Of a collection only what a stage wants is given up, with what lies in the same shards; the lists stay', async () => {
  const store = new MemoryStageStore();
  await storeDataset(store, { kind: 'dataset', key: 'd' }, { classes: ['a'], images: imagesOf('bu') });
  const stage = { kind: 'features', key: 'f', wanted: [{ dataset: 'd', data: { root: '/' } }] };
  const features = stage as unknown as FeaturesStage;
  const writer = await FeatureWriter.open(store, features, [pool], 8);
  for (const batch of ['ab', 'cd'].map(hashes)) await writer.append(batch, [Float32Array.of(1, 2)]);
  for (const image of hashes('ux')) writer.skip(image, 'truncated');
  await writer.finish();

  await forgetStage(features, store);
  const left = await FeatureCollection.read(store, features);
  expect(left.shards.map(({ rows }) => rows)).toEqual([hashes('cd')]);
  expect(left.lost.map(({ batches }) => batches)).toEqual([[hashes('ab')]]);
  expect(
    rowsOf('abcdux')
      .filter((row) => left.has(row))
      .map(({ name }) => name),
  ).toEqual(hashes('cdx'));

  // A dataset that has one of each: of what it misses it is known that it was stored, and given up.
  const other = new Map(rowsOf('acez').map((row) => [row.name, row]));
  expect(left.stockOf(other)).toEqual({ stored: 1, total: 4, again: 1 });
  expect(await isEvicted(store, features)).toBe(true);
});

it('What is given up and computed again is no longer missed by anybody', async () => {
  const store = new MemoryStageStore();
  await storeDataset(store, { kind: 'dataset', key: 'd' }, { classes: ['a'], images: imagesOf('ab') });
  const stage = { kind: 'features', key: 'f', wanted: [{ dataset: 'd', data: { root: '/' } }] };
  const features = stage as unknown as FeaturesStage;
  const compute = async () => {
    const writer = await FeatureWriter.open(store, features, [pool]);
    await writer.append(hashes('ab'), [Float32Array.of(1, 2)]);
    await writer.finish();
  };
  await compute();
  await forgetStage(features, store);
  expect(await isEvicted(store, features)).toBe(true);
  await compute();
  expect(await isEvicted(store, features)).toBe(false);
});
