import { adam } from './adam.js';
import type { OptimizerKind } from './optimizer-kind.js';

const settings = {
  ...adam.settings,
  /** `w −= learningRate · weightDecay · w` */
  weightDecay: {
    type: 'number',
    minimum: 0,
    examples: [0.004],
    description: 'decoupled, on every trained weight',
    default: 0.004,
  },
} as const;

export const adamw: OptimizerKind<typeof settings> = {
  learningRate: 0.001,
  settings,
  slots: () => ['momentum', 'velocity'],
};
