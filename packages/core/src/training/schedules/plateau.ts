import type { ValuesOf } from '../../spec/kinds.js';
import { metric } from '../../spec/schema/values.js';
import { goalOf } from '../../task/metrics.js';
import type { EpochRecord } from '../epoch-record.js';
import { isImprovement } from '../improvement.js';
import { minimum, warmupEpochs } from './common-settings.js';
import type { ScheduleKind } from './schedule-kind.js';

const settings = {
  warmupEpochs,
  minimum,
  metric: { ...metric, description: 'what must improve', default: 'val_loss' },
  factor: {
    type: 'number',
    exclusiveMinimum: 0,
    exclusiveMaximum: 1,
    examples: [0.1],
    description: 'factor at each plateau',
    default: 0.1,
  },
  patience: {
    type: 'integer',
    minimum: 0,
    examples: [3],
    description: 'epochs without improvement',
    default: 3,
  },
} as const;

/** Keras's ReduceLROnPlateau: multiplied by `factor` at each plateau; never below `minimum` times the rate. */
export const plateau: ScheduleKind<typeof settings> = {
  settings,
  dependsOnLength: false,
  share: (settings, { history }) =>
    Math.max(settings.minimum, settings.factor ** plateausIn(history, settings)),
};

/** How often `metric` did not improve for `patience` epochs in a row. */
function plateausIn(
  history: readonly EpochRecord[],
  { metric, patience }: ValuesOf<typeof settings>,
): number {
  let count = 0;
  let waited = 0;
  let best: number | undefined;
  for (const { metrics } of history) {
    const value = metrics[metric];
    if (value !== undefined && isImprovement(value, best, goalOf(metric), 0)) {
      best = value;
      waited = 0;
    } else if (++waited >= patience) {
      count++;
      waited = 0;
    }
  }
  return count;
}
