import type { EpochRecord } from './epoch-record.js';
import { scheduleKind, type Schedule } from './schedules/schedule-kinds.js';

export interface LearningRateInput {
  /** The rate that the schedule starts from. */
  readonly initial: number;
  readonly schedule: Schedule;
  /** Epochs of the phase. */
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  /** Epochs done so far in this phase. */
  readonly history: readonly EpochRecord[];
}

/** The learning rate of a step. `step` counts from 0 within the phase. */
export function learningRateAt(step: number, input: LearningRateInput): number {
  const { initial, schedule, epochs, stepsPerEpoch, history } = input;
  const warmupSteps = schedule.warmupEpochs * stepsPerEpoch;
  if (step < warmupSteps) return (initial * (step + 1)) / (warmupSteps + 1);
  const share = scheduleKind(schedule).share(schedule, {
    step: step - warmupSteps,
    steps: epochs * stepsPerEpoch - warmupSteps,
    stepsPerEpoch,
    history,
  });
  return initial * share;
}
