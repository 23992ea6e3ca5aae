import type { BlobFacts, StageStore } from '@thaw/core';
import type { Report } from '@thaw/execution/stages';
import { basename } from 'node:path/posix';
import { keptFormat, modelFormats } from './model-formats.js';
import type { TrainedModel } from './trained-model.js';

const format = modelFormats[keptFormat];

/** What a model stage calls the file of the format that is kept. */
export const keptBlob = basename(format.path);

/**
 * Makes sure that the store has the model that a run ends with, which many runs may share: what each says of itself is not in it. What is stored is
 * not made again. Throws what `TrainedModel.classifier` does.
 */
export async function storeModel(
  model: TrainedModel,
  { store, signal, onProgress }: Pick<Report, 'signal' | 'onProgress'> & { readonly store: StageStore },
): Promise<BlobFacts> {
  const { stage, source } = model;
  if (!(await store.list(stage)).includes(keptBlob)) {
    onProgress({ label: `writing the model of run ${source.run}` });
    const files = await format.encode(await model.classifier(), {});
    signal.throwIfAborted();
    await store.write(stage, keptBlob, files.get(format.path)!);
  }
  return (await store.describe(stage)).blobs.get(keptBlob)!;
}
