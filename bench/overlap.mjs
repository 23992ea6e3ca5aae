/**
 * Whether decoding goes on while TensorFlow computes:
 *
 *     node bench/overlap.mjs [--backbone resnet50] [--size 224] [--images 64] [--threads N] [--rounds 3]
 *
 * Draws JPEGs of 2000 × 1500 pixels, then decodes them alone, extracts features of the decoded ones alone, and does
 * both as `thaw features` does. Prints seconds, the least of some rounds: together they take the longer of the two where
 * cores allow, and the sum where each of them keeps all cores busy by itself. `--threads` limits TensorFlow's.
 */
import { backbones } from '@thaw/backbones';
import { addHead, initialWeights, seededRandom } from '@thaw/core';
import { openEngine } from '@thaw/engine';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { cacheFolder } from '../packages/runner/dist/environment/folders.js';
import { ahead } from '../packages/runner/dist/stages/ahead.js';
import { decodedBatches } from '../packages/runner/dist/stages/decoded-batches.js';

const { values: options } = parseArgs({
  options: {
    backbone: { type: 'string', default: 'resnet50' },
    size: { type: 'string', default: '224' },
    images: { type: 'string', default: '64' },
    threads: { type: 'string', default: String(availableParallelism()) },
    rounds: { type: 'string', default: '3' },
  },
});
const imageSize = Number(options.size);
// Read when the library is loaded.
process.env.TF_NUM_INTRAOP_THREADS = options.threads;
const batchSize = 16;

async function drawPhotographs(root) {
  const random = seededRandom('photographs');
  const [width, height] = [2000, 1500];
  const pixels = Uint8Array.from({ length: width * height * 3 }, () => 256 * random());
  const file = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .blur(2)
    .jpeg({ quality: 90 })
    .toBuffer();
  const names = Array.from({ length: Number(options.images) }, (_, index) => `${index}.jpg`);
  await Promise.all(names.map((name) => sharp(file).modulate({ brightness: 0.9 }).toFile(join(root, name))));
  return names;
}

async function openExtractor() {
  const network = backbones[options.backbone];
  const graph = addHead(network.build(imageSize), { pool: 'avg', hidden: [], dropout: 0 }, 2);
  const engine = await openEngine({
    backend: 'tensorflow',
    device: 'auto',
    cacheFolder: cacheFolder(process.env),
    onNotice: () => {},
  });
  return engine.createExtractor({
    graph,
    preprocessing: network.preprocessing,
    weights: initialWeights(graph, 1),
    outputs: ['head_pool'],
  });
}

/** As `Array.fromAsync` of Node 22. */
async function collect(items) {
  const all = [];
  for await (const item of items) all.push(item);
  return all;
}

/** How long it waits for images, in seconds. */
async function extractAll(extractor, batches) {
  let waitedMs = 0;
  let askedMs = performance.now();
  for await (const { images, size } of batches) {
    waitedMs += performance.now() - askedMs;
    await extractor.extract(images, size);
    askedMs = performance.now();
  }
  return waitedMs / 1000;
}

/** The quickest of some rounds. */
async function least(work) {
  const rounds = [];
  for (let round = 0; round < Number(options.rounds); round++) {
    const startMs = performance.now();
    const waited = await work();
    rounds.push({ seconds: (performance.now() - startMs) / 1000, waited });
  }
  return rounds.toSorted((a, b) => a.seconds - b.seconds)[0];
}

const root = mkdtempSync(join(tmpdir(), 'thaw-overlap-'));
try {
  const paths = await drawPhotographs(root);
  const extractor = await openExtractor();
  const batches = () => decodedBatches(paths, { root, imageSize, batchSize, start: 0 });
  const decoded = await collect(batches());
  for (const { images, size } of decoded.slice(0, 2)) await extractor.extract(images, size);

  const decode = await least(async () => void (await collect(batches())));
  const compute = await least(() => extractAll(extractor, decoded));
  const inTurn = await least(() => extractAll(extractor, batches()));
  const both = await least(() => extractAll(extractor, ahead(batches())));
  console.log(JSON.stringify({ ...options, decode, compute, inTurn, both }, undefined, 1));
} finally {
  rmSync(root, { recursive: true });
}
process.exit(0);
