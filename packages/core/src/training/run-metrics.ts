import { isFact } from '../task/metrics.js';
import { scoreNames } from '../transferability/transfer-scores.js';
import { readTrajectory, type Reading } from './reading.js';

/** By Keras's names, beside which `phase` counts the phases from 1. */
type Metrics = Readonly<Record<string, number>>;

/** A phase as a run is to go through it. How it is read is absent where nobody knows it any more: then to its end. */
export interface PhaseToRead {
  readonly name: string;
  readonly reading?: Reading;
}

/** What became of a phase. Numbers count the epochs of all phases, from 1. */
export interface PhaseOutcome {
  readonly name: string;
  readonly first: number;
  readonly last: number;
  /** The one whose weights the run went on with: the best with a stop rule, else the last. */
  readonly chosen: number;
}

/**
 * Which of a run's epochs are which phase's, and which of them each chose. `epochs` are in order and may end anywhere.
 * An epoch says itself which phase it is of; older journals do not, and then the readings tell where a phase ends.
 */
export function readPhases(
  epochs: readonly Metrics[],
  phases: readonly PhaseToRead[],
): readonly PhaseOutcome[] {
  const outcomes: PhaseOutcome[] = [];
  let before = 0;
  for (const [index, { name, reading }] of phases.entries()) {
    const end = epochs.findIndex(
      (metrics, epoch) => epoch >= before && (metrics['phase'] ?? index + 1) !== index + 1,
    );
    const own = epochs.slice(before, end < 0 ? undefined : end);
    const { lastEpoch, chosenEpoch } = readTrajectory(
      own.map((metrics) => ({ metrics })),
      reading ?? { epochs: own.length },
    );
    const length = own[0]?.['phase'] === undefined ? lastEpoch : own.length;
    if (length === 0) continue;
    outcomes.push({ name, first: before + 1, last: before + length, chosen: before + chosenEpoch });
    before += length;
  }
  return outcomes;
}

/** The epoch whose weights a run ends with, as far as it has come: 0 before its first. */
export const endingEpoch = (epochs: readonly Metrics[], phases: readonly PhaseOutcome[]): number =>
  phases.at(-1)?.chosen ?? epochs.length;

/** What a network is compared by before anything is trained, and what it costs, as a comparison journals it. */
export const networkMetrics: readonly string[] = [...scoreNames, 'parameters', 'megabytes', 'seconds'];

/** Whether a metric is measured once, as with the weights that a run ends with, and not after each epoch. */
export const isMeasuredAtEnd = (metric: string): boolean =>
  metric === 'objective' || metric.startsWith('test_') || networkMetrics.includes(metric) || isFact(metric);

/**
 * What a run's metrics are: those of the weights that it ends with. Its last epoch is another one where a stop rule has
 * restored the best. Whatever shows a run by numbers, and whatever ranks it, goes by these.
 */
export const runMetrics = (
  epochs: readonly Metrics[],
  phases: readonly PhaseOutcome[],
  measuredAtEnd: Metrics,
): Metrics => ({ ...epochs[endingEpoch(epochs, phases) - 1], ...measuredAtEnd });
