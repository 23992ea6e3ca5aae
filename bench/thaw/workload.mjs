// What the processes under bench/thaw share: the engine of this machine, a network with drawn weights, random images.
import { backbones } from '@thaw/backbones';
import { addHead, headLogits, headPool, initialWeights, seededRandom, selectLayers } from '@thaw/core';
import { openEngine } from '@thaw/engine';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { sharedPixels } from '../../packages/execution/dist/images/decoder/shared-pixels.js';

export const { values: options } = parseArgs({
  options: {
    backbone: { type: 'string' },
    size: { type: 'string' },
    batch: { type: 'string' },
    trainable: { type: 'string', default: 'all' },
    precision: { type: 'string', default: 'float32' },
    compile: { type: 'string', default: 'off' },
    memory: { type: 'string' },
    device: { type: 'string' },
    out: { type: 'string' },
    seconds: { type: 'string', default: '10' },
  },
});

const classes = 10;
const size = Number(options.size);
export const batch = Number(options.batch);
export const network = backbones[options.backbone];
const backbone = network.build(size);
export const model = addHead(backbone, { pool: 'avg', hidden: [], dropout: 0 }, classes);
export const weights = initialWeights(model, 1);
/** What a selector thaws, with frozen normalisations. */
export const trainable = (selector) =>
  selectLayers(backbone, selector).filter((name) => kindOf(name) !== 'BatchNormalization');

const kindOf = (name) => backbone.layers.find((layer) => layer.name === name).kind;

export const engine = (device = 'auto') =>
  openEngine({
    backend: 'tensorflow',
    device,
    cacheFolder:
      process.env.THAW_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'thaw'),
    onNotice: () => {},
  });

const compiled = options.compile === 'always' ? { compile: 'always' } : {};

/** From images to pooled features. */
export const openExtractor = (engine) =>
  engine.createExtractor({
    graph: model,
    preprocessing: network.weights[0].preprocessing,
    weights,
    outputs: [headPool],
    precision: options.precision,
    ...compiled,
  });

/** Of what a selector thaws and the head, on images. */
export const openTrainer = (engine, selector) =>
  engine.createTrainer({
    graph: model,
    preprocessing: network.weights[0].preprocessing,
    inputs: [model.layers[0].name],
    weights,
    trainable: [...trainable(selector), headLogits],
    batchNorm: 'frozen',
    optimizer: { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
    labelSmoothing: 0,
    precision: options.precision,
    memory: options.memory,
    ...compiled,
  });

/** A class for each image of a batch. */
export const labels = Int32Array.from({ length: batch }, (_, index) => index % classes);

/** In shared memory, as images are decoded into. */
export function randomImages() {
  const random = seededRandom('images');
  const bytes = batch * size * size * 3;
  const images = new Uint8Array(sharedPixels(bytes), 0, bytes);
  for (let index = 0; index < images.length; index++) images[index] = Math.floor(random() * 256);
  return images;
}

/** Images a second once warm, and the most memory that the process had. A step is asked for before the last one has ended, as stages do. */
export async function measure(step) {
  const openedMs = performance.now();
  for (let warm = 0; warm < 3; warm++) await step();
  const warmSeconds = (performance.now() - openedMs) / 1000;
  const before = process.cpuUsage();
  const startMs = performance.now();
  let steps = 0;
  let asked = step();
  while (performance.now() - startMs < Number(options.seconds) * 1000) {
    const next = step();
    await asked;
    asked = next;
    steps++;
  }
  await asked;
  steps++;
  const imagesPerSecond = (1000 * steps * batch) / (performance.now() - startMs);
  const { user, system } = process.cpuUsage(before);
  // Other load on the machine disturbs it less than it does the rate.
  const cpuMsPerImage = (user + system) / 1000 / (steps * batch);
  return {
    imagesPerSecond,
    warmSeconds,
    cpuMsPerImage,
    peakMiB: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}
