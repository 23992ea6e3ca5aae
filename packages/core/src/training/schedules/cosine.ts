import { minimum, warmupEpochs } from './common-settings.js';
import type { ScheduleKind } from './schedule-kind.js';

const settings = { warmupEpochs, minimum } as const;

/** Keras's CosineDecay: falls along a half cosine from 1 to `minimum`, over all steps that the warm-up has left. */
export const cosine: ScheduleKind<typeof settings> = {
  settings,
  dependsOnLength: true,
  share({ minimum }, { step, steps }) {
    const progress = Math.min(1, step / Math.max(1, steps));
    return minimum + ((1 - minimum) * (1 + Math.cos(Math.PI * progress))) / 2;
  },
};
