import { ThawError, type PlannedRun, type Reading, type RunConfig } from '@thaw/core';
import type { MetricValue } from '@thaw/tracker/journals';
import type { JournaledRun } from '../journals/journaled-runs.js';

/** A run that finished, as far as a model is made of it. */
export interface ModelSource {
  readonly run: string;
  /** What sets the run apart in its sweep: `dropout=0.2`. */
  readonly name: string;
  readonly sweep: string;
  readonly config: RunConfig;
  /** Of the weights that it ends with, by their names in Keras. */
  readonly metrics: Readonly<Record<string, MetricValue>>;
  /** Keys of the stages with the index of the images and with the last phase's training, and how that is read. */
  readonly dataset: string;
  readonly train: string;
  readonly reading: Reading;
}

/** @throws ThawError `THAW-EXPORT-NOT-FINISHED`, `THAW-RUN-NO-CONFIG`. */
export function sourceOfJournaledRun({ record, sweep, config }: JournaledRun): ModelSource {
  const { id: run, name, status, metrics, stages } = record;
  if (status !== 'finished') throw notFinished(run, status);
  if (!config) throw noConfig(run);
  const keyOf = (kind: string) => stages.findLast((stage) => stage.kind === kind)!.key;
  const { epochs, stop } = config.phases.at(-1)!;
  return {
    ...{ run, name, sweep: sweep.name, config, metrics },
    ...{ dataset: keyOf('dataset'), train: keyOf('train'), reading: { epochs, ...(stop && { stop }) } },
  };
}

/** Of a sweep that is being carried out. A plan names a run's index of the images first. */
export function sourceOfPlannedRun(
  { run: { id, name, config }, stages, phases }: PlannedRun,
  sweep: string,
  metrics: ModelSource['metrics'],
): ModelSource {
  const { train, reading } = phases.at(-1)!;
  return { run: id, name, sweep, config, metrics, dataset: stages[0]!, train, reading };
}

const notFinished = (run: string, status: string) =>
  new ThawError({
    code: 'THAW-EXPORT-NOT-FINISHED',
    message: `run ${run} has no model`,
    expected: 'a run that finished',
    found: `one that is ${status}`,
    remedy: 'run its sweep again: it goes on from the last checkpoint',
  });

const noConfig = (run: string) =>
  new ThawError({
    code: 'THAW-RUN-NO-CONFIG',
    message: `the journal does not hold the configuration of run ${run}`,
    remedy: 'run its sweep again: what is stored is not computed anew',
  });
