import type {
  LoadedSpec,
  Plan,
  PlannedRun,
  SweepStatus,
  StageStore,
  Tracker,
  TrackerEvent,
  TrainStage,
} from '@thaw/core';
import type { ArtifactFolder } from '@thaw/tracker';
import { stringify } from 'yaml';
import { runColours } from './backbone-colours.js';
import type { DatasetInputs } from './dataset-inputs.js';
import { differingSettings } from './differing-settings.js';
import { flattenConfig } from './flatten.js';
import { RunTracking } from './run-tracking.js';
import type { RunsBefore } from './runs-before.js';
import { recordArtifact, type TrackingLog } from './tracking-log.js';

export interface SweepTrackingOptions {
  readonly loaded: LoadedSpec;
  readonly plan: Plan;
  readonly tracker: Tracker;
  readonly artifacts: ArtifactFolder;
  readonly store: StageStore;
  readonly datasets: DatasetInputs;
  readonly tags: Readonly<Record<string, string>>;
  /** What describes the sweep as a whole, by path; asked for only if there is something to record. */
  readonly documents: () => ReadonlyMap<string, string>;
  /** What earlier executions of the same sweep have journaled, by run id. */
  readonly before: RunsBefore;
}

/** Tells the tracker what happens in a sweep. What is journaled already is not told again. */
export class SweepTracking {
  readonly #log: TrackingLog;
  readonly #colours: ReadonlyMap<string, string>;
  #started = false;

  constructor(private readonly options: SweepTrackingOptions) {
    const { tracker, artifacts, loaded } = options;
    this.#log = { tracker, artifacts, sweep: loaded.sweepId };
    this.#colours = runColours(loaded.runs.map(({ id, config }) => ({ id, backbone: config.backbone.name })));
  }

  /** Nothing is recorded until the first run has something new to say. */
  async start(expectedSeconds: number | undefined): Promise<void> {
    const { before, plan } = this.options;
    const isComplete = plan.runs.every(({ run }) => before.get(run.id) === 'finished');
    if (!isComplete) await this.#start(expectedSeconds);
  }

  async run(planned: PlannedRun, isStored: boolean): Promise<RunTracking> {
    const before = this.options.before.get(planned.run.id);
    const isKnown = isStored && before === 'finished';
    const dataset = this.#datasetOf(planned);
    if (!isKnown) {
      const { name, id, config } = planned.run;
      await this.record({
        type: 'run-started',
        timeMs: Date.now(),
        sweep: this.#log.sweep,
        run: id,
        name,
        params: flattenConfig(config),
        tags: {
          ...this.options.tags,
          'thaw.backbone': config.backbone.name,
          'mlflow.runColor': this.#colours.get(id)!,
        },
        phases: planned.phases.map((phase) => phase.name),
        datasets: this.options.datasets.of(dataset, config.data),
      });
      await recordArtifact(this.#log, id, 'config.yaml', stringify(config));
    }
    return new RunTracking({
      log: this.#log,
      store: this.options.store,
      objective: this.options.loaded.objective.metric,
      planned,
      dataset: dataset.dataset,
      isKnown,
    });
  }

  async end(status: Exclude<SweepStatus, 'running'>): Promise<void> {
    if (this.#started)
      await this.record({ type: 'sweep-ended', timeMs: Date.now(), sweep: this.#log.sweep, status });
  }

  record(event: TrackerEvent): Promise<void> {
    return this.options.tracker.record(event);
  }

  #datasetOf({ phases }: PlannedRun): TrainStage {
    return this.options.plan.stages.find(({ key }) => key === phases[0]!.train) as TrainStage;
  }

  async #start(expectedSeconds: number | undefined): Promise<void> {
    this.#started = true;
    const { loaded, tags, documents } = this.options;
    await this.record({
      type: 'sweep-started',
      timeMs: Date.now(),
      sweep: this.#log.sweep,
      name: loaded.name,
      experiment: loaded.tracking.experiment,
      runs: loaded.runs.map(({ id }) => id),
      objective: loaded.objective,
      tags,
      differs: differingSettings(loaded.runs.map(({ config }) => flattenConfig(config))),
      ...(expectedSeconds !== undefined && { expectedSeconds }),
    });
    for (const [path, content] of documents()) await recordArtifact(this.#log, undefined, path, content);
  }
}
