import { shareBelowOne } from '../../spec/schema/values.js';
import { epsilon, momentum } from './common-settings.js';
import type { OptimizerKind } from './optimizer-kind.js';

const settings = {
  rho: { ...shareBelowOne, examples: [0.9], default: 0.9 },
  momentum,
  epsilon,
} as const;

export const rmsprop: OptimizerKind<typeof settings> = {
  learningRate: 0.001,
  settings,
  slots: ({ momentum }) => (momentum > 0 ? ['velocity', 'momentum'] : ['velocity']),
};
