import type { PhaseConfig, RunConfig } from '../spec/run-config.js';
import type { DatasetFacts } from './plan-sweep.js';

/** A head on the frozen network `tiny` of `backbones.fixture.ts`. */
export const extract: PhaseConfig = {
  name: 'extract',
  trainable: 'none',
  batchNorm: 'frozen',
  epochs: 4,
  optimizer: { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  learningRate: 1e-3,
  schedule: { name: 'constant', warmupEpochs: 0 },
};
/** Then its last block. */
export const fineTune: PhaseConfig = {
  ...extract,
  name: 'fine-tune',
  trainable: { from: 'block3_conv' },
  epochs: 2,
};
export const base: RunConfig = {
  seed: 1,
  data: { root: '/images', split: { validation: 0.2, test: 0 }, maxUnreadable: 0 },
  backbone: { name: 'tiny', weights: 'imagenet', imageSize: 32 },
  head: { pool: 'avg', hidden: [], dropout: 0 },
  loss: { labelSmoothing: 0 },
  batchSize: 8,
  phases: [extract, fineTune],
};
export const facts: DatasetFacts = {
  indexHash: 'index',
  imagesHash: 'images',
  classes: ['a', 'b'],
  images: 100,
  hasTestImages: false,
};
