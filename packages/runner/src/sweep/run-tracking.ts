import {
  networkFacts,
  objectivesIn,
  own,
  readPhases,
  readTrajectory,
  runMetrics,
  type EpochRecord,
  type Objective,
  type PlannedPhase,
  type PlannedRun,
  type RunEpoch,
  type RunStatus,
  type Stage,
  type StageOutcome,
  type StageStore,
  type TrackerEvent,
  type Verdict,
} from '@thaw/core';
import type { UsableDataset } from '@thaw/execution/data';
import { SystemMonitor } from '@thaw/execution/monitoring';
import { readEvaluation, Trajectory } from '@thaw/execution/stages';
import type { DatasetInputs } from './dataset-inputs.js';
import { evaluationArtifacts } from './evaluation-artifacts.js';
import { historyArtifacts } from './history-artifacts.js';
import type { HeldTracker } from './held-tracker.js';
import type { MistakenImages } from './mistaken-images.js';
import type { RunFailure } from './run-failure.js';
import type { RunBefore } from './runs-before.js';
import { keptArtifacts, recordAll, type TrackingLog } from './tracking-log.js';

export interface RunTrackingOptions {
  readonly log: TrackingLog;
  readonly store: StageStore;
  /** By which the sweep judges its runs. */
  readonly objective: Objective;
  readonly planned: PlannedRun;
  /** Key of the dataset stage. */
  readonly dataset: string;
  readonly datasets: DatasetInputs;
  readonly images: MistakenImages;
  /** What it came to before: nothing is to be computed for it, and all of it is journaled already. */
  readonly known?: RunBefore;
  /** Settles when it is recorded that it has begun. */
  readonly begun: Promise<void>;
  /** Of a run that was stopped before: nothing is recorded, unless something is computed or it comes to more than these epochs. */
  readonly stoppedBefore?: { readonly tracker: HeldTracker; readonly epochs: number };
  /** Told of each epoch; nothing that comes after one with which the run was stopped belongs to it. Absent where none is stopped. */
  readonly judge?: (epoch: RunEpoch) => Verdict;
  /** Told at once if something could not be recorded while a stage is computed: nobody awaits that before its end. */
  readonly onFailure: (error: unknown) => void;
}

export interface EndedRun {
  readonly metrics: Readonly<Record<string, number>>;
  /** Settles when all that it leaves is recorded. */
  readonly recorded: Promise<void>;
}

/** One run's share: each epoch once, under a step that counts through all phases, and what it leaves to look at. */
export class RunTracking {
  /** With the weights that it ends with. */
  #measuredAtEnd: Readonly<Record<string, number>> = {};
  readonly #run: string;
  readonly #sweep: string;
  /** All so far. An earlier attempt's are told again: its journal may lack some, or hold other results. */
  readonly #epochs: RunEpoch[] = [];
  readonly #monitor: SystemMonitor;
  #hasDataset = false;
  #lastTimeMs = 0;
  /** Its stages may go on without it, for other runs. */
  #isOver = false;
  /** Epochs of the phases that are over. */
  #offset = 0;
  /** What was told so far. A journal keeps the order, so nobody waits for it before the run's end. */
  #told: Promise<void>;
  /** Tables and pictures of its evaluation, which are told of at its end. */
  #drawn: Promise<readonly TrackerEvent[]> = Promise.resolve([]);

  constructor(private readonly options: RunTrackingOptions) {
    this.#run = options.planned.run.id;
    this.#sweep = options.log.sweep;
    this.#told = this.#watched(options.begun);
    this.#monitor = new SystemMonitor((values) =>
      this.#watched(options.log.tracker.record({ type: 'system-metrics', ...this.#now(), values })),
    );
  }

  /** Before a stage is computed on this run's behalf. */
  computes(): void {
    this.#monitor.start();
    const { stoppedBefore } = this.options;
    if (stoppedBefore) void this.#watched(stoppedBefore.tracker.release());
  }

  /** Once it is known which images can be read; the run's phases all use the same ones. */
  async usesDataset(usableOf: () => Promise<UsableDataset>): Promise<void> {
    const { log, planned, dataset, datasets, known } = this.options;
    if (known || this.#hasDataset) return;
    this.#hasDataset = true;
    const inputs = datasets.of(await usableOf(), dataset, planned.run.config.data);
    this.#tell(log.tracker.record({ type: 'datasets', ...this.#now(), datasets: inputs }));
  }

  /**
   * Live, while a stage trains: all its epochs so far, as a process that was killed may not have told the latest ones.
   * Epochs past the point where this run stops reading are another run's.
   */
  epoch(train: string, history: readonly EpochRecord[]): void {
    const phase = this.options.planned.phases.find((each) => each.train === train);
    if (!phase) return;
    const { lastEpoch } = readTrajectory(history, phase.reading);
    this.#recordSteps(history.slice(0, lastEpoch), phase);
  }

  /** Once a stage is stored, whoever computed it: what of it belongs to this run. */
  async stageIsReady(stage: Stage): Promise<void> {
    if (this.#toldBefore) return;
    if (stage.kind === 'train') await this.#trainIsReady(this.#phase(stage.key));
    if (stage.kind === 'evaluate') await this.#evaluationIsReady(stage.key);
  }

  /** What it has come to is known at once; others need not wait until it is recorded. */
  end(
    status: Exclude<RunStatus, 'running'>,
    stages: readonly StageOutcome[],
    why: RunFailure | undefined,
  ): EndedRun {
    this.#isOver = true;
    return { metrics: this.#metrics, recorded: this.#watched(this.#recordEnd(status, stages, why)) };
  }

  async #recordEnd(
    status: Exclude<RunStatus, 'running'>,
    stages: readonly StageOutcome[],
    why: RunFailure | undefined,
  ): Promise<void> {
    await this.#monitor.stop();
    const { stoppedBefore, known, log } = this.options;
    // Nothing has become of it that was not so the last time.
    if (known && stages.every(({ key, status }) => status === 'reused' && known.reused.has(key))) return;
    const isNews = status !== 'stopped' || this.#epochs.length > (stoppedBefore?.epochs ?? 0);
    if (isNews) await stoppedBefore?.tracker.release();
    const left = known
      ? []
      : [...(await this.#drawn), ...(await keptArtifacts(log, this.#run, historyArtifacts(this.#epochs)))];
    const ended: TrackerEvent[] = known ? [] : [{ type: 'run-ended', ...this.#now(), status, ...why }];
    // What came before it is on its way, and a journal keeps the order.
    await Promise.all([
      this.#told,
      recordAll(log, [...left, { type: 'stages', ...this.#now(), stages }, ...ended]),
    ]);
  }

  /** Of a run that cannot be followed to its end: the machine is not watched any more. Returns when nothing is being recorded. */
  async close(): Promise<void> {
    await Promise.allSettled([this.#monitor.stop(), this.#told, this.#drawn]);
  }

  /** What the journal has of it: that is read again only where somebody judges its epochs. */
  get #toldBefore(): RunBefore | undefined {
    return this.options.judge ? undefined : this.options.known;
  }

  /** As whoever reads the journal finds them. */
  get #metrics(): Readonly<Record<string, number>> {
    if (this.#toldBefore)
      return Object.fromEntries(
        Object.entries(this.#toldBefore.metrics).flatMap(([name, value]) =>
          speeds.has(name) ? [] : [[name, Number(value)]],
        ),
      );
    const { phases } = this.options.planned;
    const epochs = this.#epochs.map(({ phase, metrics }) => ({
      ...metrics,
      phase: phases.findIndex(({ name }) => name === phase) + 1,
    }));
    return runMetrics(epochs, readPhases(epochs, phases), this.#measuredAtEnd);
  }

  #now() {
    return { timeMs: Date.now(), sweep: this.#sweep, run: this.#run };
  }

  #phase(train: string): PlannedPhase {
    return this.options.planned.phases.find((phase) => phase.train === train)!;
  }

  async #trainIsReady(phase: PlannedPhase): Promise<void> {
    const { history } = await Trajectory.open(this.options.store, { kind: 'train', key: phase.train });
    const { lastEpoch } = readTrajectory(history, phase.reading);
    this.#recordSteps(history.slice(0, lastEpoch), phase);
    this.#offset += lastEpoch;
  }

  async #evaluationIsReady(evaluate: string): Promise<void> {
    const { store, planned, objective, dataset, images, known } = this.options;
    this.#measuredAtEnd = this.#facts;
    const result = await readEvaluation(store, evaluate);
    if (!result) {
      const hasFacts = !known && Object.keys(this.#measuredAtEnd).length > 0;
      if (hasFacts) this.#tell(this.#metricsEvent(this.#offset, this.#lastTimeMs, this.#measuredAtEnd));
      return;
    }
    const judged = own(this.#metrics, objective.metric);
    // On validation images it finds again what the chosen epoch found.
    const found = { ...this.#measuredAtEnd, ...(result.on === 'test' && result.metrics) };
    this.#measuredAtEnd = { ...found, ...(judged !== undefined && { objective: judged }) };
    if (known) return;
    const { data } = planned.run.config;
    const about = { run: this.#run, dataset, evaluate, data };
    this.#tell(this.#metricsEvent(this.#offset, result.timeMs, this.#measuredAtEnd));
    this.#drawn = this.#watched(
      evaluationArtifacts(result, about, store, images).then((contents) =>
        keptArtifacts(this.options.log, this.#run, contents),
      ),
    );
  }

  /** Of the network, as far as the sweep judges by them. */
  get #facts(): Readonly<Record<string, number>> {
    const { planned, objective } = this.options;
    const asked = new Set(objectivesIn(objective).map(({ metric }) => metric));
    return Object.fromEntries(Object.entries(networkFacts(planned)).filter(([name]) => asked.has(name)));
  }

  /** `history`: of the phase, as far as it is this run's. */
  #recordSteps(history: readonly EpochRecord[], phase: PlannedPhase): void {
    for (const [index, record] of history.entries()) {
      if (this.#isOver || this.#offset + record.epoch <= this.#epochs.length) continue;
      const isLast = readTrajectory(history.slice(0, index + 1), phase.reading).complete;
      this.#recordStep(record, phase, isLast);
    }
  }

  #recordStep(record: EpochRecord, phase: PlannedPhase, isLast: boolean): void {
    const { epoch, timeMs, metrics } = record;
    const step = this.#offset + epoch;
    const lived = { step, phase: phase.name, epoch, metrics, trained: `${phase.train}:${epoch}`, isLast };
    this.#epochs.push(lived);
    this.#isOver = this.options.judge?.(lived) === 'stop';
    if (this.options.known) return;
    const told = {
      ...metrics,
      phase: this.options.planned.phases.indexOf(phase) + 1,
      ...speedsOf(record),
    };
    this.#tell(this.#metricsEvent(step, timeMs, told));
  }

  #tell(recorded: Promise<void>): void {
    this.#told = Promise.all([this.#told, this.#watched(recorded)]).then(() => {});
    // Whoever could do something about it is told by now.
    this.#told.catch(() => undefined);
  }

  #watched<Value>(work: Promise<Value>): Promise<Value> {
    work.catch(this.options.onFailure);
    return work;
  }

  #metricsEvent(step: number, timeMs: number, metrics: Readonly<Record<string, number>>): Promise<void> {
    // Where an earlier step had to be computed again, later ones are older; a tracker would take them for outdated.
    this.#lastTimeMs = Math.max(this.#lastTimeMs, timeMs);
    const values = Object.fromEntries(
      Object.entries(metrics).map(([name, value]) => [name, asJsonNumber(value)]),
    );
    const about = { timeMs: this.#lastTimeMs, sweep: this.#sweep, run: this.#run, step };
    return this.options.log.tracker.record({ type: 'metrics', ...about, values });
  }
}

const asJsonNumber = (value: number) =>
  Number.isFinite(value) ? value : (String(value) as 'NaN' | 'Infinity' | '-Infinity');

/** How fast a run was is tracked, and is nothing that it has come to. */
const speedsOf = ({ seconds, imagesPerSecond }: Pick<EpochRecord, 'seconds' | 'imagesPerSecond'>) => ({
  epoch_seconds: seconds,
  ...(imagesPerSecond !== undefined && { images_per_second: imagesPerSecond }),
});
const speeds: ReadonlySet<string> = new Set(Object.keys(speedsOf({ seconds: 0, imagesPerSecond: 0 })));
