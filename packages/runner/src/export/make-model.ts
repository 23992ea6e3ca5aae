import { ThawError, type BlobFacts, type StageRef } from '@thaw/core';
import { datasetFacts } from '@thaw/execution/data';
import { readProvenance } from '@thaw/execution/provenance';
import { readDataset, type StoredDataset } from '@thaw/execution/stages';
import { modelCard } from './model-card.js';
import type { ModelSource } from './model-source.js';
import { savedModelName, storeModel, type StoreModelOptions } from './store-model.js';

/** A model as a folder, by paths with forward slashes: small files as text, the large one is in the store. */
export interface Model {
  readonly stage: StageRef;
  readonly texts: Readonly<Record<string, string>>;
  readonly savedModel: BlobFacts;
}

export const savedModelPath = `saved_model/${savedModelName}`;

/** Makes what is not stored yet of a run's model. Throws what `storeModel` does. */
export async function makeModel(source: ModelSource, options: StoreModelOptions): Promise<Model> {
  const { store, backbone } = options;
  const dataset = await datasetOf(source, options);
  const { classes, images } = dataset;
  const { stage, trainedMs } = await storeModel(source, classes.length, options);
  const savedModel = (await store.describe(stage)).blobs.get(savedModelName)!;
  const modelBytes = savedModel.bytes;
  const provenance = await readProvenance(store, { kind: 'train', key: source.train });
  const card = modelCard({
    ...{ source, backbone, classes, modelBytes },
    weights: provenance?.weights,
    images: images.length,
    datasetDigest: datasetFacts(dataset).indexHash,
  });
  const { run, config } = source;
  const { imageSize } = config.backbone;
  const { mlflowFiles } = await import('./mlflow-model.js');
  const texts = {
    ...mlflowFiles({ imageSize, classes, modelBytes, createdMs: trainedMs, run }),
    'classes.json': `${JSON.stringify(classes, null, 1)}\n`,
    'README.md': card,
  };
  return { stage, texts, savedModel };
}

async function datasetOf(
  { run, dataset }: ModelSource,
  { store }: StoreModelOptions,
): Promise<StoredDataset> {
  try {
    return await readDataset(store, dataset);
  } catch (error) {
    if (!(error instanceof ThawError)) throw error;
    throw new ThawError({
      code: 'THAW-EXPORT-NO-TRAINING',
      message: `the index of the images of run ${run} is damaged or missing`,
      remedy: 'run its sweep again: the index is made anew',
    });
  }
}
