// Features of random images, and the losses of 20 steps of training on them, by the device that is told: JSON into a file.
import { headLogits, headPool } from '@thaw/core';
import { writeFileSync } from 'node:fs';
import {
  batch,
  classes,
  engine,
  model,
  network,
  options,
  randomImages,
  trainable,
  weights,
} from './workload.mjs';

const computing = await engine(options.device);
const { precision } = options;
const { preprocessing } = network.weights[0];
const images = randomImages();

const extractor = await computing.createExtractor({
  graph: model,
  preprocessing,
  weights,
  outputs: [headPool],
  precision,
});
const [features] = await extractor.extract(images, batch);
extractor.dispose();

const trainer = await computing.createTrainer({
  graph: model,
  preprocessing,
  inputs: [model.layers[0].name],
  weights,
  trainable: [...trainable('all'), headLogits],
  batchNorm: 'frozen',
  optimizer: { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  labelSmoothing: 0,
  precision,
});
const labels = Int32Array.from({ length: batch }, (_, index) => index % classes);
const losses = [];
for (let step = 0; step < 20; step++) {
  const { loss } = await trainer.step(
    { inputs: [images], labels, size: batch },
    { learningRate: 1e-5, seed: 1 },
  );
  losses.push(loss);
}
writeFileSync(options.out, JSON.stringify({ features: [...features], losses }));
process.exit(0);
