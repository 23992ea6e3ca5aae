/**
 * How long a plan takes, from the spec's text to stages with their keys, for sweeps of so many runs, else of 10, 100 and 1000:
 *
 *     node bench/plan.mjs [RUNS…]
 *
 * Prints milliseconds, the median of five. Needs `npx nx run-many -t build`; no image is read and no backend opened.
 */
import { backbones } from '@thaw/backbones';
import { loadSpec, planSweep } from '@thaw/core';
import { performance } from 'node:perf_hooks';

const repeats = 5;

const spec = (runs) => `
name: plan
data: { root: images, split: { validation: 0.2 } }
backbone: { name: xception, weights: imagenet }
phases:
  - { name: extract, trainable: none, epochs: 10 }
  - { name: fine-tune, trainable: { from: block14_sepconv1 }, epochs: 5 }
sweep:
  parameters:
    head.dropout: [${Array.from({ length: 10 }, (_, index) => index / 20)}]
    phases.fine-tune.optimizer.learningRate: [${Array.from({ length: runs / 10 }, (_, index) => (index + 1) * 1e-6)}]
`;

const facts = {
  indexHash: 'index',
  imagesHash: 'images',
  classes: ['a', 'b', 'c'],
  images: 10_000,
  hasTestImages: false,
};

/** Milliseconds for reading the spec, and for planning it. */
function measure(text) {
  const start = performance.now();
  const { runs } = loadSpec(text, { file: 'plan.yaml', backbones, resolvePath: (path) => `/bench/${path}` });
  const loaded = performance.now();
  planSweep({ runs, backbones, datasetOf: () => facts, weightsOf: () => 'imagenet' });
  return [loaded - start, performance.now() - loaded];
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const counts = process.argv.slice(2).map(Number);
console.log('runs   spec ms   plan ms');
for (const runs of counts.length > 0 ? counts : [10, 100, 1000]) {
  const times = Array.from({ length: repeats }, () => measure(spec(runs)));
  const [read, plan] = [0, 1].map((part) => median(times.map((time) => time[part])).toFixed(1));
  console.log(`${String(runs).padStart(4)}  ${read.padStart(8)}  ${plan.padStart(8)}`);
}
