import {
  readTrajectory,
  type EpochRecord,
  type FailureCause,
  type LoadedSpec,
  type PlannedPhase,
  type PlannedRun,
  type RunStatus,
  type Stage,
  type StageOutcome,
  type StageStore,
  type Tracker,
  type TrackerEvent,
} from '@thaw/core';
import { stringify } from 'yaml';
import { formatCsvRow } from '../data/csv.js';
import { readEvaluation } from '../stages/evaluate-stage.js';
import { Trajectory } from '../stages/trajectory.js';
import { flattenConfig } from './flatten.js';
import type { RunsBefore } from './runs-before.js';

export interface SweepTrackingOptions {
  readonly loaded: LoadedSpec;
  readonly runs: readonly PlannedRun[];
  readonly tracker: Tracker;
  readonly store: StageStore;
  readonly tags: Readonly<Record<string, string>>;
  /** What earlier executions of the same sweep have journaled, by run id. */
  readonly before: RunsBefore;
}

/** Tells the tracker what happens in a sweep. What is journaled already is not told again. */
export class SweepTracking {
  readonly #sweep: string;
  #started = false;

  constructor(private readonly options: SweepTrackingOptions) {
    this.#sweep = options.loaded.sweepId;
  }

  /** Nothing is recorded until the first run has something new to say. */
  async start(): Promise<void> {
    const { before, runs } = this.options;
    const isComplete = runs.every(({ run }) => before.get(run.id) === 'finished');
    if (!isComplete) await this.#start();
  }

  async run(planned: PlannedRun, isStored: boolean): Promise<RunTracking> {
    const before = this.options.before.get(planned.run.id);
    const isKnown = isStored && before === 'finished';
    if (!isKnown) {
      const { name, id, config } = planned.run;
      await this.record({
        type: 'run-started',
        timeMs: Date.now(),
        sweep: this.#sweep,
        run: id,
        name,
        params: flattenConfig(config),
        tags: { ...this.options.tags, 'thaw.backbone': config.backbone.name },
      });
      await this.artifact('config.yaml', stringify(config), id);
    }
    return new RunTracking(this, this.options, planned, isKnown);
  }

  async end(status: Exclude<RunStatus, 'running'>): Promise<void> {
    if (this.#started)
      await this.record({ type: 'sweep-ended', timeMs: Date.now(), sweep: this.#sweep, status });
  }

  record(event: TrackerEvent): Promise<void> {
    return this.options.tracker.record(event);
  }

  artifact(path: string, content: string, run?: string): Promise<void> {
    const encoding = 'utf8';
    return this.record({
      type: 'artifact',
      timeMs: Date.now(),
      sweep: this.#sweep,
      run,
      path,
      content,
      encoding,
    });
  }

  async #start(): Promise<void> {
    this.#started = true;
    const { loaded, runs, tags } = this.options;
    await this.record({
      type: 'sweep-started',
      timeMs: Date.now(),
      sweep: this.#sweep,
      name: loaded.name,
      experiment: loaded.tracking.experiment,
      runs: runs.map(({ run }) => run.id),
      objective: loaded.objective,
      tags: { ...tags, ...loaded.tracking.tags },
    });
    await this.artifact('spec.yaml', stringify(loaded.spec));
  }
}

/** One run's share: each epoch once, under a step that counts through all phases. */
export class RunTracking {
  readonly #metrics: Record<string, number> = {};
  readonly #run: string;
  readonly #sweep: string;
  /** Steps that are told. An earlier attempt's are told again: its journal may lack some, or hold other results. */
  #lastStep = 0;
  #lastTimeMs = 0;
  /** Epochs of the phases that are over. */
  #offset = 0;
  #pending: Promise<void> = Promise.resolve();

  constructor(
    private readonly sweep: SweepTracking,
    private readonly options: SweepTrackingOptions,
    private readonly planned: PlannedRun,
    private readonly isKnown: boolean,
  ) {
    this.#run = planned.run.id;
    this.#sweep = options.loaded.sweepId;
  }

  /**
   * Live, while a stage trains: all its epochs so far, as a process that was killed may not have told the latest ones.
   * Epochs past the point where this run stops reading are another run's.
   */
  epoch(train: string, history: readonly EpochRecord[]): void {
    const phase = this.planned.phases.find((each) => each.train === train);
    if (!phase) return;
    const { lastEpoch } = readTrajectory(history, phase.reading);
    history.slice(0, lastEpoch).forEach((record) => this.#recordStep(record));
  }

  /** Once a stage is stored, whoever computed it: what of it belongs to this run. */
  async stageIsReady(stage: Stage): Promise<void> {
    if (stage.kind === 'train') await this.#trainIsReady(this.#phase(stage.key));
    if (stage.kind === 'evaluate') await this.#evaluationIsReady(stage.key);
  }

  /** Returns the run's final metrics. */
  async end(
    status: Exclude<RunStatus, 'running'>,
    stages: readonly StageOutcome[],
    why: { readonly reason: string; readonly cause: FailureCause } | undefined,
  ): Promise<Readonly<Record<string, number>>> {
    await this.#pending;
    const about = { timeMs: Date.now(), sweep: this.#sweep, run: this.#run };
    await this.sweep.record({ type: 'stages', ...about, stages });
    if (!this.isKnown) {
      await this.sweep.record({ type: 'run-ended', ...about, status, ...why });
    }
    return this.#metrics;
  }

  #phase(train: string): PlannedPhase {
    return this.planned.phases.find((phase) => phase.train === train)!;
  }

  async #trainIsReady({ train, reading }: PlannedPhase): Promise<void> {
    const { history } = await Trajectory.open(this.options.store, { kind: 'train', key: train });
    const { lastEpoch, chosenEpoch } = readTrajectory(history, reading);
    history.slice(0, lastEpoch).forEach((record) => this.#recordStep(record));
    Object.assign(this.#metrics, history[chosenEpoch - 1]?.metrics);
    this.#offset += lastEpoch;
    await this.#pending;
  }

  async #evaluationIsReady(key: string): Promise<void> {
    const result = await readEvaluation(this.options.store, key);
    if (!result) return;
    const objective = this.#metrics[this.options.loaded.objective.metric];
    const metrics = { ...result.metrics, ...(objective !== undefined && { objective }) };
    Object.assign(this.#metrics, metrics);
    if (this.isKnown) return;
    await this.#metricsEvent(this.#offset, result.timeMs, metrics);
    await this.sweep.artifact('evaluation.json', JSON.stringify(result, null, 1), this.#run);
    await this.sweep.artifact(
      'confusion_matrix.csv',
      confusionCsv(result.classes, result.confusion),
      this.#run,
    );
  }

  #recordStep({ epoch, timeMs, metrics, seconds }: EpochRecord): void {
    const step = this.#offset + epoch;
    if (this.isKnown || step <= this.#lastStep) return;
    this.#lastStep = step;
    this.#pending = this.#pending.then(() =>
      this.#metricsEvent(step, timeMs, { ...metrics, epoch_seconds: seconds }),
    );
  }

  #metricsEvent(step: number, timeMs: number, metrics: Readonly<Record<string, number>>): Promise<void> {
    // Where an earlier step had to be computed again, later ones are older; a tracker would take them for outdated.
    this.#lastTimeMs = Math.max(this.#lastTimeMs, timeMs);
    const values = Object.fromEntries(
      Object.entries(metrics).map(([name, value]) => [name, asJsonNumber(value)]),
    );
    return this.sweep.record({
      type: 'metrics',
      timeMs: this.#lastTimeMs,
      sweep: this.#sweep,
      run: this.#run,
      step,
      values,
    });
  }
}

const asJsonNumber = (value: number) =>
  Number.isFinite(value) ? value : (String(value) as 'NaN' | 'Infinity' | '-Infinity');

/** Rows are the true classes, columns the predicted ones. */
const confusionCsv = (classes: readonly string[], confusion: readonly (readonly number[])[]): string =>
  [['true \\ predicted', ...classes], ...confusion.map((row, index) => [classes[index]!, ...row.map(String)])]
    .map(formatCsvRow)
    .join('');
