import { ThawError, type ArtifactContent, type StageStore, type Tracker } from '@thaw/core';
import type { Report } from '@thaw/execution/stages';
import type { StorePlace } from '@thaw/execution/store';
import { keptFormat, modelFormats } from './model-formats.js';
import { modelTexts } from './model-texts.js';
import { keptBlob, storeModel } from './store-model.js';
import type { TrainedModel } from './trained-model.js';

export interface RecordModelOptions extends Pick<Report, 'onProgress' | 'signal'> {
  /** The id of the sweep whose run it is of. */
  readonly sweep: string;
  readonly tracker: Pick<Tracker, 'record'>;
  readonly store: StageStore;
  /** The store's: the journal names a model's file where it lies there. */
  readonly place: StorePlace;
}

/** Makes what is not stored of a run's model, and tells the tracker of it. */
export async function recordModel(model: TrainedModel, options: RecordModelOptions): Promise<void> {
  const { sweep, place, tracker } = options;
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
  const path = await place.fileOf(stage, keptBlob);
  if (path === undefined)
    throw new ThawError({
      code: 'THAW-STORE-DAMAGED',
      message: `the model of run ${run} was removed just now`,
      expected: `a model at ${stage.key.slice(0, 12)}`,
      remedy: 'run the same command again: it is made anew',
    });
  // Paths of files start from the journals' folder, which is one in the store's.
  const stored = { ...file, path: `../${path}` };
  await tracker.record({
    ...{ type: 'model', timeMs: Date.now(), sweep, run, name, stage: stage.key },
    files: { ...Object.fromEntries(inline), [modelFormats[keptFormat].path]: { file: stored } },
  });
}
