/**
 * How fast images are decoded, and whether that goes on beside the steps:
 *
 *     node bench/overlap.mjs [--images 1280] [--width 500] [--size 224] [--rounds 5] [--threads N] [--step-ms MS] [--backbone resnet50]
 *
 * Draws JPEGs, and decodes them in batches as `thaw features` does: without steps, and with steps that leave the cores
 * alone as those on a GPU do. A step takes as long as decoding a batch does where --step-ms says nothing else, which is
 * hardest. Beside it stand as many processes, which decode one image after the other and do nothing else. With --backbone steps of TensorFlow come after those, on all
 * cores or a GPU. All are done in turns, so that other load on the machine is the same for all; the quickest of the
 * rounds counts, and of processor time the middle one, which says more on a busy machine.
 */
import { createHash } from 'node:crypto';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { backbones } from '@thaw/backbones';
import { addHead, headPool, initialWeights } from '@thaw/core';
import { openEngine } from '@thaw/engine';
import sharp from 'sharp';
import { cacheFolder } from '../packages/execution/dist/environment/folders.js';
import { decodeImage } from '../packages/execution/dist/images/decode-image.js';
import { Decoder } from '../packages/execution/dist/images/decoder/decoder.js';
import { decodedBatches } from '../packages/execution/dist/stages/decoded-batches.js';
import { drawPhotograph } from './images/photograph.mjs';
import { processorSecondsOf } from './processes.mjs';

const { values: options } = parseArgs({
  options: {
    images: { type: 'string', default: '1280' },
    width: { type: 'string', default: '500' },
    size: { type: 'string', default: '224' },
    rounds: { type: 'string', default: '5' },
    threads: { type: 'string', default: String(availableParallelism()) },
    'step-ms': { type: 'string' },
    backbone: { type: 'string' },
    /** Of a process that decodes alone: where the images are. */
    alone: { type: 'string' },
  },
});
const [imageSize, images, threads] = ['size', 'images', 'threads'].map((name) => Number(options[name]));
const batchSize = 32;
const batches = Math.ceil(images / batchSize);

/** A process that decodes alone. */
function startAlone(root) {
  // Of an option that is given twice the last one counts.
  return fork(import.meta.filename, [...process.argv.slice(2), '--alone', root]);
}

async function measureAll() {
  const root = mkdtempSync(join(tmpdir(), 'thaw-overlap-'));
  try {
    const [width, height] = [Number(options.width), Math.round(0.75 * Number(options.width))];
    const file = await drawPhotograph(width, height);
    for (let image = 0; image < images; image++) writeFileSync(join(root, `${image}.jpg`), file);
    await measure(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** Decodes its share each time that it is told to. */
function decodeAlone(root) {
  sharp.concurrency(1);
  process.on('message', async (share) => {
    for (let image = share; image < images; image += threads)
      await decodeImage(join(root, `${image}.jpg`), imageSize);
    process.send('done');
  });
}

async function openExtractor() {
  const network = backbones[options.backbone];
  const graph = addHead(network.build(imageSize), { pool: 'avg', hidden: [], dropout: 0 }, 2);
  const engine = await openEngine({
    ...{ backend: 'tensorflow', device: 'auto' },
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

async function timesOf(work) {
  const [startMs, startSeconds] = [performance.now(), processorSecondsOf(process.pid)];
  await work();
  const seconds = (performance.now() - startMs) / 1000;
  return { seconds, processorSeconds: processorSecondsOf(process.pid) - startSeconds };
}

async function measure(root) {
  const sha256 = createHash('sha256')
    .update(readFileSync(join(root, '0.jpg')))
    .digest('hex');
  const all = Array.from({ length: images }, (_, image) => ({
    ...{ name: `${image}`, path: `${image}.jpg` },
    ...{ sha256, data: { root } },
  }));
  const asked = Array.from({ length: batches }, (_, batch) => ({
    places: all.slice(batch * batchSize, (batch + 1) * batchSize),
    stages: [0],
  }));
  const decoder = new Decoder(threads);
  const decode = async (batches, step) => {
    for await (const { images, places, release } of decodedBatches(batches, { decoder, imageSize })) {
      await step?.(images, places.length);
      release();
    }
  };
  const others = Array.from({ length: threads }, () => startAlone(root));
  const decodeElsewhere = () =>
    Promise.all(
      others.map((other, share) => {
        other.send(share);
        return once(other, 'message');
      }),
    );
  // Caches fill.
  await decoder.start(imageSize);
  await Promise.all([decode(asked.slice(0, 2)), decodeElsewhere()]);

  const { seconds } = await timesOf(() => decode(asked));
  const stepMs = Number(options['step-ms'] ?? (1000 * seconds) / batches);
  const works = {
    'processes alone': decodeElsewhere,
    decoding: () => decode(asked),
    ...withSteps(asked, decode, stepMs),
    ...(options.backbone && (await withTensorflow(asked, decode))),
  };
  const times = Object.fromEntries(Object.keys(works).map((name) => [name, []]));
  for (let round = 0; round < Number(options.rounds); round++)
    for (const [name, work] of Object.entries(works)) times[name].push(await timesOf(work));
  report(times);
  decoder.close();
  for (const other of others) other.kill();
}

const withSteps = (asked, decode, stepMs) => ({
  steps: async () => {
    for (let batch = 0; batch < batches; batch++) await setTimeout(stepMs);
  },
  both: () => decode(asked, () => setTimeout(stepMs)),
});

async function withTensorflow(asked, decode) {
  const extractor = await openExtractor();
  const pixels = new Uint8Array(batchSize * imageSize ** 2 * 3);
  const extract = (images, size) => extractor.extract(images.subarray(0, size * imageSize ** 2 * 3), size);
  await extract(pixels, batchSize);
  return {
    TensorFlow: async () => {
      for (const { places } of asked) await extract(pixels, places.length);
    },
    'both, TensorFlow': () => decode(asked, extract),
  };
}

function report(times) {
  console.log(
    `${images} images ${options.width} wide to ${imageSize}², ${batchSize} a batch, ${threads} processes`,
  );
  const best = summaryOf(times, 'seconds', (sorted) => sorted[0]);
  const processor = summaryOf(times, 'processorSeconds', (sorted) => sorted[sorted.length >> 1]);
  for (const [name, seconds] of Object.entries(best)) {
    const speed = `${(images / seconds).toFixed(0).padStart(7)} images/s`;
    const each = `${((1000 * processor[name]) / images).toFixed(2).padStart(7)} ms of processor time each`;
    const line = `${name.padEnd(20)}${seconds.toFixed(2).padStart(8)} s${speed}${each}`;
    console.log(`${line}  ${comparison(name, best, processor)}`.trimEnd());
  }
  console.log(`peak memory of this process ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`);
}

/** By what was measured: one number for all rounds. */
const summaryOf = (times, measure, choose) =>
  Object.fromEntries(
    Object.entries(times).map(([name, rounds]) => [
      name,
      choose(rounds.map((round) => round[measure]).toSorted((a, b) => a - b)),
    ]),
  );

function comparison(name, best, processor) {
  if (name.startsWith('both')) {
    const steps = name.endsWith('TensorFlow') ? best.TensorFlow : best.steps;
    return `${(best[name] / Math.max(best.decoding, steps)).toFixed(3)} of the longer of decoding and the steps`;
  }
  if (name !== 'decoding') return '';
  const [speed, time] = [best, processor].map((each) => each['processes alone'] / each.decoding);
  return `${speed.toFixed(3)} of the processes' speed, ${time.toFixed(3)} by processor time`;
}

if (options.alone) decodeAlone(options.alone);
else await measureAll();
