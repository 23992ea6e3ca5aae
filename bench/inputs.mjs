/**
 * How long weights and images take to read, held against another checkout, such as one from before what is read was bounded:
 *
 *     node bench/inputs.mjs --before CHECKOUT [--backbone xception] [--images 1000] [--rounds 5]
 *
 * CHECKOUT is built. Weights are read once by a process, as a sweep does, from the file that a sweep takes, and checked against its
 * hash; images are JPEGs of 500 pixels, decoded by as many decoders as there are cores. Both checkouts take turns, each time in a
 * process of its own; the quickest of the rounds counts.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { drawPhotograph } from './images/photograph.mjs';

const { values: options } = parseArgs({
  options: {
    before: { type: 'string' },
    backbone: { type: 'string', default: 'xception' },
    images: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '5' },
    /** Of a process that measures: the checkout, and where the images are. */
    measure: { type: 'string' },
    folder: { type: 'string' },
  },
});
const [images, rounds] = [Number(options.images), Number(options.rounds)];
const imageSize = 224;

const partOf = (path) => import(pathToFileURL(join(options.measure, 'packages', path)).href);

async function measure() {
  const { backbones } = await partOf('backbones/dist/index.js');
  const { provideWeights } = await partOf('execution/dist/weights/index.js');
  const { cacheFolder } = await partOf('execution/dist/environment/index.js');
  const { Decoder } = await partOf('execution/dist/images/index.js');
  const { decodedBatches } = await partOf('execution/dist/stages/decoded-batches.js');
  const weights = await secondsOf(() =>
    provideWeights({
      ...{ backbone: backbones[options.backbone], config: 'imagenet', seed: 1 },
      ...{ cacheFolder: cacheFolder(process.env), kerasFolder: join(homedir(), '.keras') },
    }),
  );
  const sha256 = createHash('sha256')
    .update(readFileSync(join(options.folder, 'image.jpg')))
    .digest('hex');
  const batches = Array.from({ length: Math.ceil(images / 32) }, (_, batch) => ({
    places: Array.from({ length: Math.min(32, images - 32 * batch) }, (_, index) => ({
      ...{ name: `${32 * batch + index}`, path: 'image.jpg', sha256, data: { root: options.folder } },
    })),
    stages: [0],
  }));
  const decoder = new Decoder(availableParallelism());
  await decoder.start?.(imageSize);
  const decoding = await secondsOf(async () => {
    for await (const { release } of decodedBatches(batches, { decoder, imageSize })) release?.();
  });
  decoder.close();
  process.stdout.write(JSON.stringify({ weights, [`${images} images`]: decoding }));
}

async function secondsOf(work) {
  const startMs = performance.now();
  await work();
  return (performance.now() - startMs) / 1000;
}

async function compare() {
  const folder = mkdtempSync(join(tmpdir(), 'thaw-inputs-'));
  try {
    writeFileSync(join(folder, 'image.jpg'), await drawPhotograph(500, 375));
    const checkouts = { before: options.before, now: join(import.meta.dirname, '..') };
    const best = { before: {}, now: {} };
    for (let round = 0; round < rounds; round++)
      for (const [name, checkout] of Object.entries(checkouts).filter(([, place]) => place)) {
        const told = execFileSync(
          process.execPath,
          [import.meta.filename, ...process.argv.slice(2), '--measure', checkout, '--folder', folder],
          { stdio: ['ignore', 'pipe', 'inherit'] },
        );
        for (const [what, seconds] of Object.entries(JSON.parse(told)))
          best[name][what] = Math.min(best[name][what] ?? Infinity, seconds);
      }
    for (const [what, now] of Object.entries(best.now)) {
      const before = best.before[what];
      const ratio =
        before === undefined ? '' : `; before ${before.toFixed(3)} s, ${(now / before).toFixed(2)} of that`;
      console.log(`${what}: ${now.toFixed(3)} s${ratio}`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

await (options.measure ? measure() : compare());
