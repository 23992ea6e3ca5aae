import { shareBelowOne } from '../../spec/schema/values.js';
import { epsilon } from './common-settings.js';
import type { OptimizerKind } from './optimizer-kind.js';

const settings = {
  beta1: { ...shareBelowOne, examples: [0.9], default: 0.9 },
  beta2: { ...shareBelowOne, examples: [0.999], default: 0.999 },
  epsilon,
} as const;

export const adam: OptimizerKind<typeof settings> = {
  learningRate: 0.001,
  settings,
  slots: () => ['momentum', 'velocity'],
};
