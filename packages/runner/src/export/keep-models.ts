import { bestGroup, formatProblems, own, type PlannedRun, type StageStore, type Tracker } from '@thaw/core';
import type { Report } from '@thaw/execution/stages';
import type { StorePlace } from '@thaw/execution/store';
import type { WeightsPlaces } from '@thaw/execution/weights';
import { describeFailure } from '@thaw/execution/launcher';
import { metricValue } from '@thaw/tracker/journals';
import type { RunEnded } from '../events/sweep-event.js';
import type { PreparedSweep } from '../sweep/prepare-sweep.js';
import type { RunsBefore } from '../sweep/runs-before.js';
import { sourceOfPlannedRun } from './model-source.js';
import { modelStage, openModel } from './trained-model.js';

export interface KeepModelsOptions extends Report {
  readonly prepared: PreparedSweep;
  /** Of this execution. */
  readonly ended: readonly RunEnded[];
  /** By the journal as it was before: what has not ended now is as it was. */
  readonly before: RunsBefore;
  readonly tracker: Pick<Tracker, 'record'>;
  readonly store: StageStore;
  /** The store's: the journal names a model's file where it lies there. */
  readonly place: StorePlace;
  readonly weightsPlaces: WeightsPlaces;
}

/**
 * At the end of a sweep, makes the models that its spec wants and tells the tracker of those that it does not know. One
 * that cannot be made is no reason to call the sweep failed: it is said why, and the next sweep tries again.
 */
export async function keepModels(options: KeepModelsOptions): Promise<void> {
  const { prepared, before, store, onNotice, signal } = options;
  const { loaded } = prepared;
  for (const { planned, metrics } of wanted(options)) {
    const { id } = planned.run;
    const named = Object.entries(metrics).map(([name, value]) => [name, metricValue(Number(value))] as const);
    const source = sourceOfPlannedRun(planned, loaded.name, Object.fromEntries(named));
    try {
      const isNew = prepared.recomputed.has(source.train);
      if (!isNew && (await modelStage(source, store)).stage.key === before.get(id)?.model) continue;
      // Nothing is made by most sweeps, and what formats need takes a while to load.
      const { recordModel } = await import('./record-model.js');
      const backbone = own(loaded.backbones.registry, source.config.backbone.name)!;
      const model = await openModel(source, { ...options, backbone });
      await recordModel(model, { ...options, sweep: loaded.sweepId });
    } catch (error) {
      const failure = describeFailure(error, signal);
      if (failure.kind === 'aborted') return;
      if (failure.kind === 'defect') throw error;
      onNotice(`no model was made of run ${id}\n${formatProblems(failure.problems)}`);
    }
  }
}

/** A run that has finished, and what it has come to. */
interface FinishedRun {
  readonly planned: PlannedRun;
  readonly metrics: Readonly<Record<string, unknown>>;
}

function wanted({ prepared, ended, before }: KeepModelsOptions): readonly FinishedRun[] {
  const { loaded, plan } = prepared;
  const { objective, tracking } = loaded;
  if (tracking.model === 'none') return [];
  const now = new Map(ended.map((run) => [run.run, run]));
  const finished = plan.runs.flatMap((planned): FinishedRun[] => {
    const { status, metrics } = now.get(planned.run.id) ?? before.get(planned.run.id) ?? {};
    return metrics && status === 'finished' ? [{ planned, metrics }] : [];
  });
  if (tracking.model === 'all') return finished;
  // Where no group is whole there is no best.
  const best = bestGroup(finished, objective, ({ planned, metrics }) => ({
    ...{ status: 'finished', metrics },
    group: planned.run.group,
  }));
  return best?.runs.slice(0, 1) ?? [];
}
