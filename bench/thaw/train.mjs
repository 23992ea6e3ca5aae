// One training workload: steps on images with what `--trainable` thaws (`all`, or `last`: the last block), the rest frozen
// but run live. Prints JSON.
import { headLogits } from '@thaw/core';
import {
  batch,
  classes,
  engine,
  measure,
  model,
  network,
  options,
  randomImages,
  trainable,
  weights,
} from './workload.mjs';

const selected = trainable(options.trainable === 'last' ? { last: 1 } : 'all');
const trainer = await (
  await engine()
).createTrainer({
  graph: model,
  preprocessing: network.weights[0].preprocessing,
  inputs: [model.layers[0].name],
  weights,
  trainable: [...selected, headLogits],
  batchNorm: 'frozen',
  optimizer: { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  labelSmoothing: 0,
  precision: options.precision,
  memory: options.memory,
});
const labels = Int32Array.from({ length: batch }, (_, index) => index % classes);
const inputs = [randomImages()];
console.log(
  JSON.stringify(
    await measure(() => trainer.step({ inputs, labels, size: batch }, { learningRate: 1e-5, seed: 1 })),
  ),
);
process.exit(0);
