import { warmupEpochs } from './common-settings.js';
import type { ScheduleKind } from './schedule-kind.js';

const settings = {
  warmupEpochs,
  rate: {
    type: 'number',
    exclusiveMinimum: 0,
    maximum: 1,
    examples: [0.9],
    description: 'factor an epoch',
    default: 0.9,
  },
} as const;

/** Multiplied by `rate` each epoch, smoothly. */
export const exponential: ScheduleKind<typeof settings> = {
  settings,
  dependsOnLength: false,
  share: ({ rate }, { step, stepsPerEpoch }) => rate ** (step / stepsPerEpoch),
};
