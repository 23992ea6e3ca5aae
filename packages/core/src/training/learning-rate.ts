import type { Schedule } from '../spec/run-config.js';
import { goalOf } from '../spec/run-config.js';
import type { EpochRecord } from './epoch-record.js';
import { isImprovement } from './improvement.js';

export interface LearningRateInput {
  /** The rate that the schedule starts from. */
  readonly initial: number;
  readonly schedule: Schedule;
  /** Epochs of the phase. Only `cosine` depends on it. */
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  /** Epochs done so far in this phase; only `plateau` looks at them. */
  readonly history: readonly EpochRecord[];
}

/** The learning rate of a step. `step` counts from 0 within the phase. */
export function learningRateAt(step: number, input: LearningRateInput): number {
  const { initial, schedule, stepsPerEpoch } = input;
  const warmupSteps = schedule.warmupEpochs * stepsPerEpoch;
  if (step < warmupSteps) return (initial * (step + 1)) / (warmupSteps + 1);
  return initial * scheduledShare(step - warmupSteps, warmupSteps, input);
}

function scheduledShare(step: number, warmupSteps: number, input: LearningRateInput): number {
  const { schedule, stepsPerEpoch, epochs } = input;
  switch (schedule.name) {
    case 'constant':
      return 1;
    case 'cosine': {
      // Keras's CosineDecay: from 1 to `minimum` over all steps that warm-up has left.
      const progress = Math.min(1, step / Math.max(1, epochs * stepsPerEpoch - warmupSteps));
      return schedule.minimum + ((1 - schedule.minimum) * (1 + Math.cos(Math.PI * progress))) / 2;
    }
    case 'exponential':
      return schedule.rate ** (step / stepsPerEpoch);
    case 'plateau':
      return Math.max(schedule.minimum, schedule.factor ** plateaus(schedule, input.history));
  }
}

/** How often `metric` did not improve for `patience` epochs in a row: Keras's ReduceLROnPlateau. */
function plateaus(schedule: Schedule & { name: 'plateau' }, history: readonly EpochRecord[]): number {
  let count = 0;
  let waited = 0;
  let best: number | undefined;
  for (const { metrics } of history) {
    const value = metrics[schedule.metric];
    if (value !== undefined && isImprovement(value, best, goalOf(schedule.metric), 0)) {
      best = value;
      waited = 0;
    } else if (++waited >= schedule.patience) {
      count++;
      waited = 0;
    }
  }
  return count;
}
