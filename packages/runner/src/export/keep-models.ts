import { formatProblems, own, rankRuns, type StageStore, type Tracker } from '@thaw/core';
import type { Report } from '@thaw/execution/stages';
import type { StorePlace } from '@thaw/execution/store';
import type { WeightsPlaces } from '@thaw/execution/weights';
import { describeFailure } from '@thaw/execution/launcher';
import { readSweep, type RunRecord } from '@thaw/tracker/journals';
import type { PreparedSweep } from '../sweep/prepare-sweep.js';
import { sourceOfPlannedRun } from './model-source.js';
import { recordModel } from './record-model.js';
import { modelStage, openModel } from './trained-model.js';

export interface KeepModelsOptions extends Report {
  readonly prepared: PreparedSweep;
  readonly journalFile: string;
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
  const { prepared, journalFile, store, onNotice, signal } = options;
  const { loaded, plan } = prepared;
  const { runs: records } = await readSweep(journalFile);
  for (const { id, metrics, model: known } of wanted(prepared, records)) {
    const source = sourceOfPlannedRun(
      plan.runs.find(({ run }) => run.id === id)!,
      loaded.name,
      metrics,
    );
    try {
      const isNew = prepared.recomputed.has(source.train);
      if (!isNew && (await modelStage(source, store)).stage.key === known) continue;
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

/** Of this sweep's own runs, as its journal may hold those of a spec that was changed since. */
function wanted({ loaded, plan }: PreparedSweep, records: readonly RunRecord[]): readonly RunRecord[] {
  const { objective, tracking } = loaded;
  const planned = new Set(plan.runs.map(({ run }) => run.id));
  const finished = records.filter(({ id, status }) => status === 'finished' && planned.has(id));
  if (tracking.model === 'none') return [];
  if (tracking.model === 'all') return finished;
  const [best] = rankRuns(finished, objective, (record) => record);
  // Where no group is whole there is no best.
  return best?.rank === undefined ? [] : [best.run];
}
