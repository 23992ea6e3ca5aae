import { backbones } from '@thaw/backbones';
import {
  ThawError,
  type Engine,
  type EpochRecord,
  type FeaturesStage,
  type PlannedRun,
  type Stage,
  type StageOutcome,
  type StageStore,
  type TrainStage,
  type Weights,
} from '@thaw/core';
import { storeDataset } from '../stages/dataset-stage.js';
import { computeEvaluate } from '../stages/evaluate-stage.js';
import { computeFeatures, passOf } from '../stages/features-stage.js';
import type { StageContext } from '../stages/stage-context.js';
import { computeTrain } from '../stages/train-stage.js';
import type { PreparedSweep } from './prepare-sweep.js';
import type { OnSweepEvent, RunOutcome } from './sweep-event.js';
import type { RunTracking, SweepTracking } from './sweep-tracking.js';

export interface ExecuteOptions {
  readonly prepared: PreparedSweep;
  readonly store: StageStore;
  readonly tracking: SweepTracking;
  /** None when everything is stored already, so that such a sweep starts no backend. */
  readonly engine: Engine | undefined;
  readonly loadWeights: StageContext['weightsOf'];
  readonly onEvent: OnSweepEvent;
  readonly signal: AbortSignal;
}

/** Does what the plan says, run by run. A run that fails does not end the sweep. */
export async function executeSweep(options: ExecuteOptions): Promise<RunOutcome> {
  const { prepared, tracking, onEvent } = options;
  const { loaded, plan, cached } = prepared;
  const startMs = performance.now();
  onEvent({
    type: 'sweep-started',
    sweep: loaded.sweepId,
    name: loaded.name,
    runs: plan.runs.length,
    stages: plan.stages.length,
    cached: cached.size,
    work: plan.stages.filter(({ key }) => !cached.has(key)).reduce((sum, { work }) => sum + work, 0),
  });
  await tracking.start();
  const execution = new SweepExecution(options);
  const counts: Record<RunOutcome, number> = { finished: 0, failed: 0, interrupted: 0 };
  for (const [index, run] of plan.runs.entries()) {
    if (options.signal.aborted) break;
    counts[await execution.executeRun(run, index)]++;
  }
  const status: RunOutcome = options.signal.aborted ? 'interrupted' : counts.failed > 0 ? 'failed' : 'finished';
  await tracking.end(status);
  const { computed, reused } = execution;
  onEvent({ type: 'sweep-ended', status, runs: counts, computed, reused, seconds: secondsSince(startMs) });
  return status;
}

const secondsSince = (startMs: number) => (performance.now() - startMs) / 1000;

class SweepExecution {
  readonly #stages: ReadonlyMap<string, Stage>;
  /** Stages that are complete, and why others cannot be had: neither is tried again in this sweep. */
  readonly #done: Set<string>;
  readonly #failed = new Map<string, unknown>();
  /** Computed along with another stage, and not yet told to any run. */
  readonly #alongside = new Set<string>();
  readonly #weights = new Map<string, Promise<Weights>>();
  computed = 0;
  readonly reused: number;

  constructor(private readonly options: ExecuteOptions) {
    this.#stages = new Map(options.prepared.plan.stages.map((stage) => [stage.key, stage]));
    this.#done = new Set(options.prepared.cached);
    this.reused = this.#done.size;
  }

  async executeRun(planned: PlannedRun, index: number): Promise<RunOutcome> {
    const { onEvent, tracking, signal } = this.options;
    const { id, name } = planned.run;
    onEvent({ type: 'run-started', run: id, name, index });
    const tracked = await tracking.run(planned, planned.stages.every((key) => this.#done.has(key)));
    const outcomes: StageOutcome[] = [];
    let status: RunOutcome = 'finished';
    let reason: string | undefined;
    try {
      for (const key of planned.stages) {
        await this.#obtain(this.#stages.get(key)!, planned, tracked, outcomes);
      }
    } catch (error) {
      status = signal.aborted ? 'interrupted' : 'failed';
      reason = signal.aborted ? 'interrupted' : reasonOf(error);
    }
    const metrics = await tracked.end(status, outcomes, reason);
    onEvent({ type: 'run-ended', run: id, name, index, status, metrics, ...(reason !== undefined && { reason }) });
    return status;
  }

  /** Makes sure that a stage is stored, and tells the run what it has of it. */
  async #obtain(stage: Stage, planned: PlannedRun, tracked: RunTracking, outcomes: StageOutcome[]): Promise<void> {
    const { kind, key, label, work } = stage;
    const run = planned.run.id;
    const startMs = performance.now();
    const report = (status: StageOutcome['status'], seconds: number) => {
      outcomes.push({ kind, key, status, seconds });
      this.options.onEvent({ type: 'stage-ended', run, kind, key, status, seconds });
    };
    if (this.#failed.has(key)) {
      report('failed', 0);
      throw this.#failed.get(key);
    }
    const isMissing = !this.#done.has(key);
    if (isMissing) {
      this.options.onEvent({ type: 'stage-started', run, kind, key, label, work });
      try {
        await this.#compute(stage, planned, tracked);
      } catch (error) {
        if (!this.options.signal.aborted) this.#failed.set(key, error);
        report('failed', secondsSince(startMs));
        throw error;
      }
      this.#done.add(key);
    }
    const isNew = this.#alongside.delete(key) || isMissing;
    if (isNew) this.computed++;
    report(isNew ? 'computed' : 'reused', isMissing ? secondsSince(startMs) : 0);
    await tracked.stageIsReady(stage);
  }

  async #compute(stage: Stage, planned: PlannedRun, tracked: RunTracking): Promise<void> {
    const { store, prepared } = this.options;
    switch (stage.kind) {
      case 'dataset':
        return storeDataset(store, stage, prepared.datasets.get(stage.key)!);
      case 'features': {
        const pass = this.#pendingOfPass(stage);
        await computeFeatures(pass, this.#context());
        for (const { key } of pass.filter((other) => other !== stage)) {
          this.#done.add(key);
          this.#alongside.add(key);
        }
        return;
      }
      case 'train': {
        const { name, reading } = planned.phases.find(({ train }) => train === stage.key)!;
        const onEpoch = (history: readonly EpochRecord[]) => {
          tracked.epoch(stage.key, history);
          const { epochs } = reading;
          this.options.onEvent({ type: 'epoch', run: planned.run.id, phase: name, epochs, ...history.at(-1)! });
        };
        return computeTrain(stage, this.#context(onEpoch));
      }
      case 'evaluate':
        await computeEvaluate(stage, this.#stages.get(stage.train) as TrainStage, this.#context());
    }
  }

  /** All features still missing that the same pass of the images through the backbone can yield. */
  #pendingOfPass(stage: FeaturesStage): FeaturesStage[] {
    const pass = passOf(stage);
    const others = [...this.#stages.values()].filter(
      (other): other is FeaturesStage =>
        other.kind === 'features' && other.key !== stage.key && !this.#done.has(other.key) && passOf(other) === pass,
    );
    return [stage, ...others];
  }

  #context(onEpoch: StageContext['onEpoch'] = () => {}): StageContext {
    const { store, signal, onEvent, loadWeights, engine } = this.options;
    return {
      store,
      backbones,
      signal,
      engine: () => Promise.resolve(engine!),
      weightsOf: (backbone, seed) => {
        const id = JSON.stringify([backbone, seed]);
        const weights = this.#weights.get(id) ?? loadWeights(backbone, seed);
        // One network at a time: a sweep over backbones would else hold them all.
        this.#weights.clear();
        this.#weights.set(id, weights);
        return weights;
      },
      onProgress: (progress) => onEvent({ type: 'progress', ...progress }),
      onEpoch,
      onNotice: (message) => onEvent({ type: 'notice', message }),
    };
  }
}

/** Expected failures by their words; anything else by its first line, with its stack for a report. */
function reasonOf(error: unknown): string {
  if (error instanceof ThawError) {
    return error.problems
      .map(({ code, message, found, remedy }) => [`${code}: ${message}`, found && `found: ${found}`, remedy].filter(Boolean).join('; '))
      .join('\n');
  }
  return `internal: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
