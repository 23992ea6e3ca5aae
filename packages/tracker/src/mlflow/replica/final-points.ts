import { isMeasuredAtEnd, type JournaledRun } from '@thaw/core';
import type { LoggedDataset, Metric } from '../rest-types.js';
import { metricValue } from '../../runs/run-record.js';
import { loggedDataset } from './dataset-inputs.js';
import { finalName, isQuality, metricSplit } from './metric-names.js';

interface NamedPoint {
  /** The journal's. */
  readonly name: string;
  readonly point: Metric;
}

/**
 * What a run ends with: of each measure of how good it is after an epoch, the point of the step whose weights it ends
 * with. None before the run has finished, since MLflow never forgets a point. They follow from the points of its history.
 */
export const finalPoints = (run: JournaledRun): readonly Metric[] =>
  endingPoints(run).map(({ point }) => point);

/** What a run's model is measured by: what the run ends with, each with the images that it was measured on. */
export function modelPoints(run: JournaledRun): readonly Metric[] {
  // What was measured once, with the weights that the run ends with, are points of its history as they are.
  const measuredAtEnd = pointsOf(run, isMeasuredAtEnd);
  const datasets = new Map<string | undefined, LoggedDataset>(
    run.datasets.map((input) => [splitOfContext[input.context], loggedDataset(input)]),
  );
  return [...endingPoints(run), ...measuredAtEnd].map(({ name, point }) => {
    const { dataset } = datasets.get(metricSplit(name)) ?? {};
    return dataset ? { ...point, dataset_name: dataset.name, dataset_digest: dataset.digest } : point;
  });
}

const splitOfContext = { train: 'train', validation: 'val', test: 'test' } as const;

const endingPoints = (run: JournaledRun): readonly NamedPoint[] =>
  run.isSettled ? pointsOf(run, (name) => isQuality(name) && !isMeasuredAtEnd(name), run.endingStep) : [];

function pointsOf(
  { series }: JournaledRun,
  isWanted: (name: string) => boolean,
  wantedStep?: number,
): readonly NamedPoint[] {
  return [...series].flatMap(([name, points]) => {
    const step = wantedStep ?? points.steps.at(-1);
    const index = step === undefined || !isWanted(name) ? undefined : points.find(step);
    if (index === undefined) return [];
    const [value, timestamp] = [metricValue(points.values[index]!), points.timesMs[index]!];
    return [{ name, point: { key: finalName(name), value, timestamp, step: step! } }];
  });
}
