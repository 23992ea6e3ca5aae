import {
  canonicalJson,
  type Knowledge,
  type LoadedSpec,
  type Origin,
  type Plan,
  type PlannedRun,
  hasTaken,
  type RefusedRun,
  type Run,
  type RunConfig,
  type TakenSettings,
  type SweepStatus,
  type StageStore,
  type Tracker,
  type TrackerEvent,
  type TrainStage,
} from '@thaw/core';
import type { ArtifactFolder } from '@thaw/tracker/journals';
import { stringify } from 'yaml';
import { RunColours } from './backbone-colours.js';
import type { DatasetInputs } from './dataset-inputs.js';
import { differingSettings, openParameters } from './differing-settings.js';
import { flattenConfig } from './flatten.js';
import { HeldTracker } from './held-tracker.js';
import { MistakenImages } from './mistaken-images.js';
import type { RunFailure } from './run-failure.js';
import { RunTracking, type RunTrackingOptions } from './run-tracking.js';
import { isAsBefore, type RunBefore, type SweepBefore } from './runs-before.js';
import { specDocument } from './sweep-documents.js';
import { recordArtifact, recordArtifacts, type TrackingLog } from './tracking-log.js';

export interface SweepTrackingOptions {
  readonly loaded: LoadedSpec;
  readonly plan: Plan;
  readonly tracker: Tracker;
  readonly artifacts: ArtifactFolder;
  readonly store: StageStore;
  readonly datasets: DatasetInputs;
  readonly origin: Origin;
  /** What the spec left to measuring. */
  readonly decided: readonly TakenSettings[];
  /** Which networks it sweeps of those that it has compared, and why. */
  readonly screened: string | undefined;
  /** What `--set` has changed in the spec. */
  readonly overrides: readonly string[];
  /** What describes the sweep as a whole, by path; asked for only if there is something to record. */
  readonly documents: () => ReadonlyMap<string, string>;
  readonly before: SweepBefore;
  /** What its search knows of other sweeps, where it is to. */
  readonly knowledge?: Knowledge | undefined;
}

/** Tells the tracker what happens in a sweep. What is journaled already is not told again. */
export class SweepTracking {
  readonly #log: TrackingLog;
  readonly #colours: RunColours;
  readonly #images: MistakenImages;
  #started = false;
  #expectedSeconds: number | undefined;

  constructor(private readonly options: SweepTrackingOptions) {
    const { tracker, artifacts, loaded } = options;
    this.#log = { tracker, artifacts, sweep: loaded.sweepId };
    this.#images = new MistakenImages(artifacts);
    this.#colours = new RunColours(loaded.runs.map(colouredRun));
  }

  /** Of a sweep that is journaled as it is nothing is recorded until the first run has something new to say. */
  async start(expectedSeconds: number | undefined): Promise<void> {
    this.#expectedSeconds = expectedSeconds;
    const { before, plan } = this.options;
    const statusOf = (planned: PlannedRun) => this.#before(planned)?.status;
    const stopped = plan.runs.filter((planned) => statusOf(planned) === 'stopped');
    const given = new Set(stopped.flatMap(({ run: { group } }) => group?.id ?? []));
    // Of a group that was stopped not all runs have begun.
    const isOver = (planned: PlannedRun) =>
      ['finished', 'stopped'].includes(statusOf(planned) ?? '') ||
      (!statusOf(planned) && given.has(planned.run.group?.id ?? ''));
    if (!before.isSame) await this.#start();
    else if (this.#isTrackedOtherwise())
      await (plan.runs.every(isOver) ? this.#changeTracking() : this.#start());
  }

  async run(
    planned: PlannedRun,
    isStored: boolean,
    heard: Pick<RunTrackingOptions, 'judge' | 'onFailure'>,
  ): Promise<RunTracking> {
    const before = this.#before(planned);
    const known = isStored && before?.status === 'finished' ? before : undefined;
    const stoppedBefore =
      before?.status === 'stopped'
        ? { tracker: new HeldTracker(this.#log.tracker, () => this.#startOnce()), epochs: before.epochs }
        : undefined;
    const log = { ...this.#log, ...(stoppedBefore && { tracker: stoppedBefore.tracker }) };
    const dataset = this.#datasetOf(planned);
    // Also of one that is known: those that come after it are to have others.
    this.#colours.of(colouredRun(planned.run));
    if (!known && !stoppedBefore) await this.#startOnce();
    return new RunTracking({
      log,
      begun: known ? Promise.resolve() : this.#startRun(planned.run, log),
      ...(known && { known }),
      ...(stoppedBefore && { stoppedBefore }),
      store: this.options.store,
      objective: this.options.loaded.objective,
      planned,
      dataset: dataset.dataset,
      datasets: this.options.datasets,
      images: this.#images,
      ...heard,
    });
  }

  /** Of a run that fails before anything of it begins. */
  async refuse(run: RefusedRun, why: RunFailure): Promise<void> {
    await this.#startOnce();
    await this.#startRun(run, this.#log);
    const about = { timeMs: Date.now(), sweep: this.#log.sweep, run: run.id };
    await this.record({ type: 'run-ended', ...about, status: 'failed', ...why });
  }

  /** By what its search chooses from now on. */
  async weighed(about: { readonly choice: string; readonly seconds: readonly (number | null)[] }) {
    await this.#startOnce();
    await this.record({ type: 'weighed', timeMs: Date.now(), sweep: this.#log.sweep, ...about });
  }

  /** What a task has taken; nothing is told of one that only brought back what was lost. */
  async spent(about: {
    readonly run: string;
    readonly stage: string;
    readonly seconds: number;
    readonly turn: number;
  }) {
    if (this.#started)
      await this.record({ type: 'task-ended', timeMs: Date.now(), sweep: this.#log.sweep, ...about });
  }

  async end(status: Exclude<SweepStatus, 'running'>): Promise<void> {
    if (this.#started)
      await this.record({ type: 'sweep-ended', timeMs: Date.now(), sweep: this.#log.sweep, status });
  }

  /** That a night has come to the sweep, whether or not it had anything to do, and the digest of it. */
  async night(dueAt: string, digest: string): Promise<void> {
    await this.record({ type: 'night', timeMs: Date.now(), sweep: this.#log.sweep, dueAt });
    // No colons: not every place that keeps artifacts takes them in names.
    const path = `nights/${dueAt.slice(0, 16).replace(':', '')}Z.md`;
    await recordArtifact(this.#log, undefined, path, digest);
  }

  record(event: TrackerEvent): Promise<void> {
    return this.options.tracker.record(event);
  }

  /** What has become of a run that was then what it is now. */
  #before(planned: PlannedRun): RunBefore | undefined {
    const before = this.options.before.runs.get(planned.run.id);
    return before && isAsBefore(planned, before) ? before : undefined;
  }

  #isTrackedOtherwise(): boolean {
    const { experiment, tags } = this.options.loaded.tracking;
    return canonicalJson({ experiment, tags }) !== canonicalJson(this.options.before.tracking);
  }

  async #startOnce(): Promise<void> {
    if (!this.#started) await this.#start();
  }

  async #startRun({ id, name, config, parameters, group }: RefusedRun, log: TrackingLog): Promise<void> {
    const started = log.tracker.record({
      type: 'run-started',
      timeMs: Date.now(),
      sweep: this.#log.sweep,
      run: id,
      name,
      params: config ? { ...flattenConfig(config), ...this.#decidedFor(config) } : parameters,
      tags: this.options.loaded.tracking.tags,
      origin: this.options.origin,
      ...(group && { group }),
      ...(config && {
        colour: this.#colours.of(colouredRun({ id, config })),
        phases: config.phases.map((phase) => phase.name),
      }),
    });
    await Promise.all([started, config && recordArtifact(log, id, 'config.yaml', stringify(config))]);
  }

  async #changeTracking(): Promise<void> {
    const { spec, tracking } = this.options.loaded;
    await this.record({
      type: 'tracking-changed',
      timeMs: Date.now(),
      sweep: this.#log.sweep,
      experiment: tracking.experiment,
      tags: tracking.tags,
    });
    await recordArtifact(this.#log, undefined, ...specDocument(spec));
  }

  /** What of it was left to measuring. By how much is in the sweep's plan: MLflow never changes a parameter. */
  #decidedFor(config: RunConfig): Record<string, string> {
    const taken = this.options.decided.filter((each) => hasTaken(each, config.backbone, config));
    const settings = taken.flatMap((each) => each.settings);
    return Object.fromEntries(settings.map((setting) => [`${setting}.auto`, 'measured']));
  }

  #datasetOf({ phases }: PlannedRun): TrainStage {
    return this.options.plan.stage(phases[0]!.train) as TrainStage;
  }

  async #start(): Promise<void> {
    this.#started = true;
    const { loaded, origin, documents, overrides, knowledge, screened } = this.options;
    await this.record({
      type: 'sweep-started',
      timeMs: Date.now(),
      sweep: this.#log.sweep,
      name: loaded.name,
      experiment: loaded.tracking.experiment,
      runs: loaded.runs.map(({ id }) => id),
      objective: loaded.objective,
      tags: loaded.tracking.tags,
      origin,
      differs: differingSettings(
        loaded.runs.map(({ parameters, config }) => ({ parameters, params: flattenConfig(config) })),
        openParameters(loaded),
      ),
      ...(overrides.length > 0 && { overrides }),
      ...(this.#expectedSeconds !== undefined && { expectedSeconds: this.#expectedSeconds }),
      ...(knowledge && { knows: knowledge }),
      ...(screened !== undefined && { screened }),
    });
    await recordArtifacts(this.#log, undefined, documents());
  }
}

const colouredRun = ({ id, config }: Pick<Run, 'id' | 'config'>) => ({ id, backbone: config.backbone.name });
