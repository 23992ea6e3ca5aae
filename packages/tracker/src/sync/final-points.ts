import { isMeasuredAtEnd } from '@thaw/core';
import type { Metric } from '../mlflow/rest-types.js';
import { metricValue } from '../runs/run-record.js';
import type { RunState } from '../runs/run-state.js';
import { finalName, isQuality } from './metric-names.js';

/**
 * What a run ends with: of each measure of how good it is after an epoch, the point of the step whose weights it ends
 * with. None before the run has finished, since MLflow never forgets a point. They follow from the points of its history.
 */
export const finalPoints = (run: RunState): readonly Metric[] =>
  run.isSettled ? pointsOf(run, (name) => isQuality(name) && !isMeasuredAtEnd(name), run.endingStep) : [];

/** What was measured once, with the weights that a run ends with: points of its history as they are. */
export const pointsMeasuredAtEnd = (run: RunState): readonly Metric[] => pointsOf(run, isMeasuredAtEnd);

function pointsOf(
  { series }: RunState,
  isWanted: (name: string) => boolean,
  wantedStep?: number,
): readonly Metric[] {
  return [...series].flatMap(([name, points]) => {
    const step = wantedStep ?? points.steps.at(-1);
    const index = step === undefined || !isWanted(name) ? undefined : points.find(step);
    if (index === undefined) return [];
    const [value, timestamp] = [metricValue(points.values[index]!), points.timesMs[index]!];
    return [{ key: finalName(name), value, timestamp, step: step! }];
  });
}
