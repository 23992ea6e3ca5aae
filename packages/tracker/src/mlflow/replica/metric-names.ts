import {
  factNames,
  isMeasuredAtEnd,
  networkMetrics,
  own,
  type JournaledPoints,
  type JournaledRun,
} from '@thaw/core';
import { mlflowName } from '../limits.js';

/** What is neither of training nor of a held-out split. */
const named: Readonly<Record<string, string>> = {
  learning_rate: 'schedule/learning_rate',
  phase: 'schedule/phase',
  images_per_second: 'speed/images_per_second',
  epoch_seconds: 'speed/epoch_seconds',
  objective: 'objective',
  ...Object.fromEntries([...networkMetrics, ...factNames].map((name) => [name, `network/${name}`])),
};

const heldOut = /^(val|test)_(.+)$/;

/** Of which images a metric by Keras's name is; of none, if it is no measure of any. */
export function metricSplit(name: string): 'train' | 'val' | 'test' | undefined {
  if (Object.hasOwn(named, name)) return undefined;
  return (heldOut.exec(name)?.[1] as 'val' | 'test' | undefined) ?? 'train';
}

/**
 * Keras's name of a metric as MLflow gets it: its charts form a section for what stands before the first `/`, and
 * training, validation and test of one metric lie side by side.
 */
export function metricName(name: string): string {
  const [, split, metric] = heldOut.exec(name) ?? [];
  const special = own(named, name);
  return mlflowName(special ?? (split ? `${split}/${metric}` : `train/${name}`));
}

/**
 * The name of a number that a run ends with. MLflow calls a metric's last point its value, and after a stop rule the
 * last epoch is not the one whose weights were restored: tables and searches have to go by a name of its own. What is
 * measured with those weights alone has one already.
 */
export const finalName = (name: string): string =>
  isMeasuredAtEnd(name) ? metricName(name) : mlflowName(`final/${name}`);

/** Whether a metric says how good a run is, and not how it was trained. */
export const isQuality = (name: string): boolean => isMeasuredAtEnd(name) || !Object.hasOwn(named, name);

/** All points that the journal has of a run, by MLflow's names. `system/` has a tab of its own. */
export const mlflowSeries = ({ series, system }: JournaledRun): ReadonlyMap<string, JournaledPoints> =>
  new Map([
    ...[...series].map(([name, points]) => [metricName(name), points] as const),
    ...[...system].map(([name, points]) => [mlflowName(`system/${name}`), points] as const),
  ]);
