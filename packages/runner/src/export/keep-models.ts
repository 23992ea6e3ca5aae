import {
  formatProblems,
  own,
  rankRuns,
  ThawError,
  type ArtifactContent,
  type StageStore,
  type Tracker,
} from '@thaw/core';
import type { Report } from '@thaw/execution/stages';
import type { StoreFolder } from '@thaw/execution/store';
import type { WeightsPlaces } from '@thaw/execution/weights';
import { describeFailure } from '@thaw/execution/launcher';
import { readSweep, type RunRecord } from '@thaw/tracker/journals';
import type { PreparedSweep } from '../sweep/prepare-sweep.js';
import { keptFormat, modelFormats } from './model-formats.js';
import { modelTexts } from './model-texts.js';
import { sourceOfPlannedRun } from './model-source.js';
import { keptBlob, storeModel } from './store-model.js';
import { modelStage, openModel, type TrainedModel } from './trained-model.js';

export interface KeepModelsOptions extends Report {
  readonly prepared: PreparedSweep;
  readonly journalFile: string;
  readonly tracker: Pick<Tracker, 'record'>;
  readonly store: StageStore;
  /** The store's: the journal names a model's file where it lies there. */
  readonly folder: StoreFolder;
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
      await record(await openModel(source, { ...options, backbone }), options);
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

async function record(model: TrainedModel, options: KeepModelsOptions): Promise<void> {
  const { folder, tracker } = options;
  const { stage, source } = model;
  const { run, sweep: name } = source;
  const file = await storeModel(model, options);
  const texts = await modelTexts(model, {
    sizes: new Map([[keptFormat, file.bytes]]),
    precision: 'float32',
  });
  const inline = Object.entries(texts).map(([path, content]): [string, ArtifactContent] => [
    path,
    { content, encoding: 'utf8' },
  ]);
  const path = await folder.fileOf(stage, keptBlob);
  if (path === undefined)
    throw new ThawError({
      code: 'THAW-STORE-DAMAGED',
      message: `the model of run ${run} was removed just now`,
      expected: `a model at ${stage.key.slice(0, 12)}`,
      remedy: 'run the sweep again: it is made anew',
    });
  // Paths of files start from the journals' folder, which is one in the store's.
  const stored = { ...file, path: `../${path}` };
  await tracker.record({
    type: 'model',
    timeMs: Date.now(),
    sweep: options.prepared.loaded.sweepId,
    run,
    name,
    stage: stage.key,
    files: { ...Object.fromEntries(inline), [modelFormats[keptFormat].path]: { file: stored } },
  });
}
