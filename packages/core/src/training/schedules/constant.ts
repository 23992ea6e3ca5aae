import { warmupEpochs } from './common-settings.js';
import type { ScheduleKind } from './schedule-kind.js';

const settings = { warmupEpochs } as const;

export const constant: ScheduleKind<typeof settings> = {
  settings,
  dependsOnLength: false,
  share: () => 1,
};
