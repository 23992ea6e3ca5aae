import { momentum } from './common-settings.js';
import type { OptimizerKind } from './optimizer-kind.js';

const settings = {
  momentum,
  nesterov: { type: 'boolean', description: 'with momentum', default: false },
} as const;

export const sgd: OptimizerKind<typeof settings> = {
  learningRate: 0.01,
  settings,
  slots: ({ momentum }) => (momentum > 0 ? ['momentum'] : []),
  // As in Keras, Nesterov's step looks ahead along the momentum; without one there is nothing to look along.
  simplify: (settings) => (settings.momentum === 0 ? { ...settings, nesterov: false } : settings),
};
