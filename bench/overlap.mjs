/**
 * Whether decoding goes on while TensorFlow computes:
 *
 *     node bench/overlap.mjs [--backbone resnet50] [--size 224] [--images 64] [--rounds 8] [--threads N | --step-ms MS]
 *
 * Draws JPEGs of 2000 × 1500 pixels, then decodes them alone, extracts features of the decoded ones alone, and does
 * both as `thaw features` does. Prints the seconds of the quickest round, and how many of them extraction has waited for
 * images. Both take as long as the longer of the two where cores allow, and the sum where each of them keeps all cores
 * busy by itself. `--threads` limits TensorFlow's; `--step-ms` blocks this thread so long for each batch instead, and leaves
 * the cores alone, as a step on a GPU does.
 */
import { backbones } from '@thaw/backbones';
import { addHead, headPool, initialWeights, seededRandom } from '@thaw/core';
import { openEngine } from '@thaw/engine';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { cacheFolder } from '../packages/execution/dist/environment/folders.js';
import { ahead } from '../packages/execution/dist/stages/ahead.js';
import { decodedBatches } from '../packages/execution/dist/stages/decoded-batches.js';

const { values: options } = parseArgs({
  options: {
    backbone: { type: 'string', default: 'resnet50' },
    size: { type: 'string', default: '224' },
    images: { type: 'string', default: '64' },
    threads: { type: 'string', default: String(availableParallelism()) },
    'step-ms': { type: 'string' },
    rounds: { type: 'string', default: '8' },
  },
});
const imageSize = Number(options.size);
// Read when the library is loaded.
process.env.TF_NUM_INTRAOP_THREADS = options.threads;
const batchSize = 32;

async function drawPhotographs(root) {
  const random = seededRandom('photographs');
  const [width, height] = [2000, 1500];
  const pixels = Uint8Array.from({ length: width * height * 3 }, () => 256 * random());
  const file = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .blur(2)
    .jpeg({ quality: 90 })
    .toBuffer();
  const sha256 = createHash('sha256').update(file).digest('hex');
  const rows = Array.from({ length: Number(options.images) }, (_, index) => ({
    path: `${index}.jpg`,
    sha256,
  }));
  for (const { path } of rows) writeFileSync(join(root, path), file);
  return rows;
}

async function openExtractor() {
  const stepMs = Number(options['step-ms']);
  if (stepMs > 0) return { extract: () => block(stepMs) };
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
    preprocessing: network.weights[0].preprocessing,
    weights: initialWeights(graph, 1),
    outputs: [headPool],
  });
}

/** As `Array.fromAsync` of Node 22. */
async function collect(items) {
  const all = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Lets the event loop through first, as `Session.run` does. */
async function block(ms) {
  await setImmediate();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** How long it waits for images, in seconds. */
async function extractAll(extractor, batches) {
  let waitedMs = 0;
  let askedMs = performance.now();
  for await (const { images, places } of batches) {
    waitedMs += performance.now() - askedMs;
    await extractor.extract(images, places.length);
    askedMs = performance.now();
  }
  return waitedMs / 1000;
}

/** The quickest of some rounds of each, taken in turns, so that other load on the machine is the same for all. */
async function quickest(works) {
  const best = {};
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const [name, work] of Object.entries(works)) {
      const startMs = performance.now();
      const waited = await work();
      const seconds = (performance.now() - startMs) / 1000;
      if (!(best[name]?.seconds < seconds)) best[name] = { seconds, waited };
    }
  }
  return best;
}

const root = mkdtempSync(join(tmpdir(), 'thaw-overlap-'));
try {
  const rows = await drawPhotographs(root);
  const extractor = await openExtractor();
  const wanted = rows.map((row) => ({ ...row, name: row.sha256, data: { root } }));
  const places = Array.from({ length: Math.ceil(rows.length / batchSize) }, (_, batch) =>
    wanted.slice(batch * batchSize, (batch + 1) * batchSize),
  );
  const batches = () =>
    decodedBatches(
      places.map((each) => ({ places: each, stages: [0] })),
      { imageSize },
    );
  const decoded = await collect(batches());
  for (const { images, places } of decoded.slice(0, 2)) await extractor.extract(images, places.length);

  const results = await quickest({
    decode: async () => void (await collect(batches())),
    compute: () => extractAll(extractor, decoded),
    both: () => extractAll(extractor, ahead(batches())),
  });
  console.log(JSON.stringify({ ...options, ...results }, undefined, 1));
} finally {
  rmSync(root, { recursive: true });
}
process.exit(0);
