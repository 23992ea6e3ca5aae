// The most that a workload has held in the memory of a GPU, as TensorFlow's own allocator counts it, and what a plan expects
// of it: JSON. `--trainable none`: features. The allocator says what it had only when it has no more to give, so at the end it
// is asked for a terabyte.
import { GraphBuilder, headLogits, headPool, peakMemory } from '@thaw/core';
import { spawn } from 'node:child_process';
import { featuresDemand } from '../../packages/core/dist/plan/estimate/features-demand.js';
import { ModelCosts } from '../../packages/core/dist/plan/estimate/model-costs.js';
import { trainDemand } from '../../packages/core/dist/plan/estimate/training-demand.js';
import {
  batch,
  engine,
  labels,
  model,
  openExtractor,
  openTrainer,
  options,
  randomImages,
  trainable,
} from './workload.mjs';

const selector = options.trainable === 'last' ? { last: 1 } : 'all';
const isTraining = options.trainable !== 'none';
const asked = 3;

if (process.env.THAW_COMPUTES) {
  const computing = await engine();
  await (isTraining ? train(computing) : extract(computing));
  await exceed(computing);
  process.exit(0);
}
const log = await computed();
const units = { KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };
const peaks = [...log.matchAll(/MaxInUse:\s+([\d.]+)\s*(\w*)/g)].map(
  ([, number, unit]) => Number(number) * (units[unit] ?? 1),
);
if (peaks.length === 0) throw new Error(`TensorFlow did not say what it had: ${log.slice(-2000)}`);
const { memory } = isTraining ? demandOfTraining() : demandOfFeatures();
console.log(
  JSON.stringify({ peakBytes: Math.max(...peaks), expectedBytes: peakMemory(memory, 'gpu'), memory }),
);

/** What TensorFlow logs. */
async function computed() {
  const child = spawn(process.execPath, process.argv.slice(1), {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, THAW_COMPUTES: 'yes', TF_CPP_MIN_LOG_LEVEL: '0' },
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (log += text));
  await new Promise((resolve) => child.once('close', resolve));
  return log;
}

async function train(computing) {
  const trainer = await openTrainer(computing, selector);
  const inputs = [randomImages()];
  for (let step = 0; step < asked; step++)
    await trainer.step({ inputs, labels, size: batch }, { learningRate: 1e-5, seed: 1 });
}

async function extract(computing) {
  const extractor = await openExtractor(computing);
  const images = randomImages();
  await Promise.all(Array.from({ length: asked }, () => extractor.extract(images, batch)));
}

/** One array of so many bytes is asked for, and nothing beside it. */
async function exceed(computing) {
  const builder = new GraphBuilder('exceeding');
  const image = builder.input('image', [8, 8, 3]);
  const side = 150_000;
  const padding = [
    [side, side],
    [side, side],
  ];
  const wide = builder.add('ZeroPadding2D', 'wide', { padding }, image);
  const graph = builder.build(builder.add('GlobalAveragePooling2D', 'mean', {}, wide));
  const preprocessing = { channels: 'RGB', mean: [0, 0, 0], std: [1, 1, 1] };
  const outputs = [graph.output];
  const extractor = await computing.createExtractor({ graph, preprocessing, weights: new Map(), outputs });
  await extractor.extract(new Uint8Array(8 * 8 * 3), 1).then(
    () => console.error('so much memory was there'),
    () => {},
  );
}

function demandOfTraining() {
  const stage = {
    ...{ batchSize: batch, split: { validation: 0, test: 0 }, readings: [{ epochs: 1 }] },
    ...{ backbone: { imageSize: Number(options.size) }, inputs: [model.layers[0].name], above: ['backbone'] },
    ...{ phase: { optimizer: { name: 'adam' } }, trainable: [...trainable(selector), headLogits] },
    ...{ precision: options.precision, memory: options.memory, compile: options.compile === 'always' },
  };
  return trainDemand(stage, { images: 10 * batch, costs: new ModelCosts(model), heldBytes: 0 }, 0);
}

function demandOfFeatures() {
  const stage = {
    backbone: { imageSize: Number(options.size) },
    outputs: [headPool],
    precision: options.precision,
  };
  const { memory } = featuresDemand(stage, { rows: 10 * batch, bytesEach: 1 }, new ModelCosts(model));
  return { memory: { ...memory, batchSize: batch } };
}
