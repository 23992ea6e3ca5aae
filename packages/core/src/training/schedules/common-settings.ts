import { share } from '../../spec/schema/values.js';

export const warmupEpochs = {
  type: 'number',
  minimum: 0,
  examples: [1],
  description: 'Epochs of linear rise from 0',
  default: 0,
} as const;

export const minimum = {
  ...share,
  examples: [0.01],
  description: 'the least rate, as a share of the first',
  default: 0,
} as const;
