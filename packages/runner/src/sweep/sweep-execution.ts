import {
  featuresPass,
  ThawError,
  type EpochRecord,
  type FeaturesStage,
  type PlanEstimate,
  type PlannedRun,
  type Stage,
  type StageOutcome,
  type StageStore,
  type TrainStage,
} from '@thaw/core';
import { storeDataset } from '../stages/dataset-stage.js';
import { isStored } from '../stages/is-stored.js';
import { gitState } from '../provenance/git-state.js';
import { recordProvenance } from '../provenance/provenance.js';
import type { FeatureCache } from '../store/feature-cache.js';
import { causeOf } from '../worker/failure.js';
import type { TaskOutcome } from '../worker/messages.js';
import type { StageWorker } from '../worker/stage-worker.js';
import { featuresToRead } from './features-to-read.js';
import type { PreparedSweep } from './prepare-sweep.js';
import { reasonOf } from './reason.js';
import type { OnSweepEvent, RunOutcome } from './sweep-event.js';
import type { RunTracking } from './run-tracking.js';
import type { SweepTracking } from './sweep-tracking.js';

export interface ExecutionOptions {
  readonly prepared: PreparedSweep;
  readonly store: StageStore;
  readonly tracking: SweepTracking;
  /** None where nothing is to be computed. */
  readonly estimate?: PlanEstimate;
  readonly worker: StageWorker;
  readonly features: FeatureCache;
  /** Whose Git commit is noted with what is computed. */
  readonly workspace: string;
  readonly onEvent: OnSweepEvent;
  readonly signal: AbortSignal;
}

/** A run that is being executed. */
interface CurrentRun {
  readonly planned: PlannedRun;
  readonly tracked: RunTracking;
  readonly outcomes: StageOutcome[];
}

/** Executes runs one after the other, and remembers what is stored and what cannot be had. */
export class SweepExecution {
  readonly #stages: ReadonlyMap<string, Stage>;
  readonly #done: Set<string>;
  /** Why a stage failed: no other run tries it again in this sweep. */
  readonly #failed = new Map<string, unknown>();
  /** Computed along with another stage, and not yet told to any run. */
  readonly #alongside = new Set<string>();
  computed = 0;
  /** How many stages were computed when it was last said which features are needed. */
  #keptAfter = -1;

  constructor(private readonly options: ExecutionOptions) {
    this.#stages = new Map(options.prepared.plan.stages.map((stage) => [stage.key, stage]));
    this.#done = new Set(options.prepared.cached);
  }

  /** Lets go of stored features that these runs, the last of the sweep, have not to read any more. */
  async keepFeaturesOf(runs: readonly PlannedRun[]): Promise<void> {
    if (this.computed === this.#keptAfter) return;
    this.#keptAfter = this.computed;
    await this.options.features.keep(featuresToRead(runs, this.#stages, this.#done));
  }

  async executeRun(planned: PlannedRun, index: number): Promise<RunOutcome> {
    const { onEvent, tracking, signal } = this.options;
    const { id, name } = planned.run;
    onEvent({ type: 'run-started', run: id, name, index });
    const isStored = planned.stages.every((key) => this.#done.has(key));
    const run: CurrentRun = { planned, tracked: await tracking.run(planned, isStored), outcomes: [] };
    let failure: { readonly status: 'failed' | 'interrupted'; readonly error: unknown } | undefined;
    try {
      for (const key of planned.stages) await this.#obtain(this.#stages.get(key)!, run);
    } catch (error) {
      failure = { status: signal.aborted ? 'interrupted' : 'failed', error };
    }
    const status = failure?.status ?? 'finished';
    const why = failure && {
      reason: failure.status === 'interrupted' ? 'interrupted' : reasonOf(failure.error),
      cause: failure.status === 'interrupted' ? ('interrupted' as const) : causeOf(failure.error),
    };
    const metrics = await run.tracked.end(status, run.outcomes, why);
    onEvent({ type: 'run-ended', run: id, name, index, status, metrics, ...why });
    return status;
  }

  /** Makes sure that a stage is stored, and tells the run what it has of it. */
  async #obtain(stage: Stage, run: CurrentRun): Promise<void> {
    const { key, kind, label, work } = stage;
    if (this.#failed.has(key)) {
      this.#report(stage, run, 'failed', 0);
      throw this.#failed.get(key);
    }
    let outcome: TaskOutcome = this.#alongside.delete(key) ? 'computed' : 'reused';
    let seconds = 0;
    if (!this.#done.has(key)) {
      run.tracked.computes();
      const startMs = performance.now();
      const secondsSoFar = () => (performance.now() - startMs) / 1000;
      this.options.onEvent({ type: 'stage-started', run: run.planned.run.id, kind, key, label, work });
      try {
        outcome = await this.#computeMending(stage, run);
      } catch (error) {
        if (!this.options.signal.aborted) this.#failed.set(key, error);
        this.#report(stage, run, 'failed', secondsSoFar());
        throw error;
      }
      this.#done.add(key);
      seconds = secondsSoFar();
    }
    if (outcome === 'computed') this.computed++;
    this.#report(stage, run, outcome, seconds);
    await run.tracked.stageIsReady(stage);
  }

  #report(
    { kind, key }: Stage,
    { planned, outcomes }: CurrentRun,
    status: StageOutcome['status'],
    seconds: number,
  ) {
    const expectedSeconds = this.options.estimate?.stages.get(key)?.seconds;
    const isExpected = status === 'computed' && expectedSeconds !== undefined;
    outcomes.push({ kind, key, status, seconds, ...(isExpected && { expectedSeconds }) });
    this.options.onEvent({ type: 'stage-ended', run: planned.run.id, kind, key, status, seconds });
  }

  /** Where a parent turns out to be damaged, the store has set it aside; it is computed again, and then the stage. */
  async #computeMending(stage: Stage, run: CurrentRun): Promise<TaskOutcome> {
    try {
      return await this.#compute(stage, run);
    } catch (error) {
      const isDamage =
        error instanceof ThawError && error.problems.some(({ code }) => code === 'THAW-STORE-DAMAGED');
      if (!isDamage) throw error;
      for (const parent of this.#ancestors(stage)) {
        if (!(await isStored(this.options.store, parent))) await this.#compute(parent, run);
      }
      return this.#compute(stage, run);
    }
  }

  /** All that a stage is made from, parents first. */
  #ancestors({ parents }: Stage): Stage[] {
    const direct = parents.map((key) => this.#stages.get(key)!);
    return [...new Set([...direct.flatMap((parent) => this.#ancestors(parent)), ...direct])];
  }

  async #compute(stage: Stage, { planned, tracked }: CurrentRun): Promise<TaskOutcome> {
    const { store, prepared, worker, features, workspace } = this.options;
    switch (stage.kind) {
      case 'dataset': {
        const startedMs = Date.now();
        await storeDataset(store, stage, prepared.datasets.get(stage.key)!);
        await recordProvenance(store, [stage], startedMs, { git: await gitState(workspace) });
        return 'computed';
      }
      case 'features': {
        const others = this.#othersOfPass(stage);
        const outcome = await worker.execute({ kind: 'features', stages: [stage, ...others] });
        await features.trim();
        for (const { key } of others) this.#done.add(key);
        if (outcome === 'computed') for (const { key } of others) this.#alongside.add(key);
        return outcome;
      }
      case 'train': {
        const phase = planned.phases.find(({ train }) => train === stage.key);
        const onEpoch = (history: readonly EpochRecord[]) => {
          tracked.epoch(stage.key, history);
          const { name = '', reading } = phase ?? {};
          const epochs = reading?.epochs ?? history.length;
          this.options.onEvent({
            type: 'epoch',
            run: planned.run.id,
            phase: name,
            epochs,
            ...history.at(-1)!,
          });
        };
        return worker.execute({ kind: 'train', stage }, onEpoch);
      }
      case 'evaluate':
        return worker.execute({
          kind: 'evaluate',
          stage,
          train: this.#stages.get(stage.train) as TrainStage,
        });
    }
  }

  /** Features still missing that the same pass of the images through the backbone can yield. */
  #othersOfPass(stage: FeaturesStage): FeaturesStage[] {
    const pass = featuresPass(stage);
    return [...this.#stages.values()].filter(
      (other): other is FeaturesStage =>
        other.kind === 'features' &&
        other.key !== stage.key &&
        !this.#done.has(other.key) &&
        featuresPass(other) === pass,
    );
  }
}
