import { own } from '../records/own.js';
import { classification } from './classification.js';
import type { Metric } from './task.js';

/** The task of every run: there is no other yet. */
export const task = classification;

/** Its sums, and what else it finds out on the way. */
export type TaskMeasurement = ReturnType<typeof task.measure>;

type Name = keyof typeof task.metrics;
export type MetricName = Name | `val_${Name}`;

const metrics: Readonly<Record<string, Metric>> = task.metrics;
const names = Object.keys(task.metrics) as readonly Name[];
const onValidation = <Each extends Name>(name: Each) => `val_${name}` as const;
const onTest = (name: Name) => `test_${name}` as const;

/** Every metric of an epoch: on training images, then on those for validation. */
export const metricNames: readonly MetricName[] = [...names, ...names.map(onValidation)];

/** What is known of a network whatever it learns: how many weights it has, and operations for one image, in 10⁹. The less, the better. */
export const factNames = ['parameters', 'gigaflops'] as const;

export type FactName = (typeof factNames)[number];

export const isFact = (metric: string): metric is FactName =>
  (factNames as readonly string[]).includes(metric);

/** Which way a metric is better, whatever images it is of. More of a number that no task knows is better, but of a loss. */
export const goalOf = (metric: string): Metric['goal'] =>
  own(metrics, metric.replace(/^(val|test)_/, ''))?.goal ??
  (metric.endsWith('loss') || isFact(metric) ? 'minimize' : 'maximize');

/** Whether a metric is a share of images that are held out. */
export const isShareOfHeldOut = (metric: string): boolean =>
  /^(val|test)_/.test(metric) && own(metrics, metric.replace(/^(val|test)_/, ''))?.isShare === true;

const inLines = names.filter((name) => task.metrics[name].shown === 'line');
const inTables = names.filter((name) => task.metrics[name].shown !== 'curve');
const isScore = (name: Name) => name !== 'loss';

/** Which metrics are shown where, as far as a run has them. */
export const shownMetrics = {
  /** One picture each. */
  curves: inLines,
  /** Behind an epoch. */
  epoch: [...inLines, ...inLines.map(onValidation)],
  /** Behind a run: with the loss of the test images there would be one number too many. */
  run: [...inLines.map(onValidation), ...inLines.filter(isScore).map(onTest)],
  ranking: [...inTables.map(onValidation), ...inTables.filter(isScore).map(onTest)],
  /** Where there is room for all. */
  table: [...inTables.map(onValidation), ...inTables.map(onTest)],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** What a run is judged by: on the images that it is chosen by, and on those that it has not seen. */
export const objectives = {
  training: task.objective,
  validation: onValidation(task.objective),
  test: onTest(task.objective),
} as const;
