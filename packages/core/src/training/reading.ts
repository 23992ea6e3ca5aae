import type { StopRule } from '../spec/run-config.js';
import { goalOf } from '../task/metrics.js';
import type { EpochRecord } from './epoch-record.js';
import { isImprovement } from './improvement.js';

/**
 * How a run reads a trajectory: so many epochs, or fewer if the rule says stop. A trajectory is the same for all its
 * readers; only how far it must be computed, and which of its weights are taken on, depend on them.
 */
export interface Reading {
  readonly epochs: number;
  readonly stop?: StopRule;
}

export interface ReadingResult {
  /** False while the trajectory is too short to tell. */
  readonly complete: boolean;
  /** The last epoch that belongs to the run; 0 before the first. */
  readonly lastEpoch: number;
  /** The epoch whose weights the run goes on with: the best one with a stop rule, else the last. */
  readonly chosenEpoch: number;
}

/** Follows a trajectory as one reader sees it. */
export function readTrajectory(
  history: readonly Pick<EpochRecord, 'metrics'>[],
  reading: Reading,
): ReadingResult {
  const { epochs, stop } = reading;
  const length = Math.min(history.length, epochs);
  if (!stop) return { complete: length === epochs, lastEpoch: length, chosenEpoch: length };

  let best: number | undefined;
  let chosenEpoch = Math.min(1, length);
  for (const [index, { metrics }] of history.slice(0, length).entries()) {
    const value = metrics[stop.metric];
    if (value !== undefined && isImprovement(value, best, goalOf(stop.metric), stop.minDelta)) {
      best = value;
      chosenEpoch = index + 1;
    } else if (index + 1 - chosenEpoch >= stop.patience) {
      return { complete: true, lastEpoch: index + 1, chosenEpoch };
    }
  }
  return { complete: length === epochs, lastEpoch: length, chosenEpoch };
}
