/**
 * How fast a training reads stored features: batches of 32 in a shuffled order, from features that were computed in one
 * pass, and from those that came a few images at a time.
 *
 *     node bench/reading.mjs [--rows 10000] [--numbers 2048] [--nights 100] [--epochs 5] [--before DIR]
 *
 * DIR is a built checkout from before features were kept by image, for comparison: its reader is measured in turns with
 * this one.
 */
import { seededRandom, shuffledIndices } from '@thaw/core';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000' },
    numbers: { type: 'string', default: '2048' },
    nights: { type: 'string', default: '100' },
    epochs: { type: 'string', default: '5' },
    before: { type: 'string' },
  },
});
const [rows, numbers, nights, epochs] = ['rows', 'numbers', 'nights', 'epochs'].map((name) =>
  Number(options[name]),
);
const batchSize = 32;
const outputs = [{ layer: 'pool', shape: [numbers], type: 'float32' }];
const names = Array.from({ length: rows }, (_, row) => row.toString(16).padStart(64, '0'));
const root = join(import.meta.dirname, '..');
const partOf = (checkout, path) =>
  import(pathToFileURL(join(checkout, 'packages/execution/dist', path)).href);
const { FileStageStore } = await partOf(root, 'store/folder/file-stage-store.js');
const folder = mkdtempSync(join(tmpdir(), 'thaw-reading-'));
const store = new FileStageStore({ folder, onDamage: () => {} });
const valuesOf = (first, size) =>
  Float32Array.from({ length: size * numbers }, (_, index) => first * numbers + index);

/** Stores the rows in so many passes. */
async function grow(key, passes) {
  const { FeatureWriter } = await partOf(root, 'stages/feature-writer.js');
  const stage = { kind: 'features', key };
  const each = Math.ceil(rows / passes);
  for (let start = 0; start < rows; start += each) {
    const writer = await FeatureWriter.open(store, stage, outputs);
    const end = Math.min(rows, start + each);
    for (let first = start; first < end; first += batchSize) {
      const batch = names.slice(first, Math.min(first + batchSize, end));
      await writer.append(batch, [valuesOf(first, batch.length)]);
    }
    await writer.finish();
  }
  const { FeatureReader } = await partOf(root, 'stages/feature-reader.js');
  return () =>
    FeatureReader.open(
      store,
      stage,
      names.map((name) => ({ name, sha256: name })),
    );
}

async function storeBefore(checkout) {
  const { FeatureWriter } = await partOf(checkout, 'stages/feature-writer.js');
  const { FeatureReader } = await partOf(checkout, 'stages/feature-reader.js');
  const { layoutFor } = await partOf(checkout, 'stages/feature-layout.js');
  const stage = { kind: 'features', key: 'before' };
  const writer = await FeatureWriter.open(store, stage, layoutFor(outputs, rows));
  for (let first = 0; first < rows; first += batchSize) {
    const size = Math.min(batchSize, rows - first);
    await writer.append(first, size, [valuesOf(first, size)]);
  }
  await writer.finish();
  return () => FeatureReader.open(store, stage);
}

async function measure(open) {
  const startMs = performance.now();
  const reader = await open();
  const openedMs = performance.now();
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = shuffledIndices(rows, seededRandom(epoch));
    for (let first = 0; first < rows; first += batchSize) {
      const chosen = order.subarray(first, first + batchSize);
      const [values] = await reader.read(chosen);
      if (values[0] !== Math.fround(chosen[0] * numbers)) throw new Error(`row ${chosen[0]} is another`);
    }
  }
  const readMs = performance.now();
  await reader.close();
  return { opening: openedMs - startMs, epoch: (readMs - openedMs) / epochs };
}

try {
  const readers = new Map();
  if (options.before) readers.set('before', await storeBefore(options.before));
  readers.set('one pass', await grow('one', 1));
  readers.set(`${nights} passes`, await grow('many', nights));
  const best = new Map();
  // In turns, so that other load on the machine is the same for all; the quickest of five rounds.
  for (let round = 0; round < 5; round++)
    for (const [name, open] of readers) {
      const { opening, epoch } = await measure(open);
      const known = best.get(name) ?? { opening: Infinity, epoch: Infinity };
      best.set(name, { opening: Math.min(known.opening, opening), epoch: Math.min(known.epoch, epoch) });
    }
  console.log(`${rows} rows of ${numbers} numbers, in batches of ${batchSize}`);
  for (const [name, { opening, epoch }] of best)
    console.log(
      `${name.padEnd(12)}  opened in ${opening.toFixed(0).padStart(5)} ms  an epoch ${epoch.toFixed(0).padStart(5)} ms`,
    );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
