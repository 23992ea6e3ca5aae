import { ThawError, usualResize, type BlobFacts, type StageRef } from '@thaw/core';
import { datasetFacts } from '@thaw/execution/data';
import { readProvenance } from '@thaw/execution/provenance';
import { readDataset, type StoredDataset } from '@thaw/execution/stages';
import type { ExportFormat } from './export-format.js';
import { mlflowFiles } from './mlflow-model.js';
import { modelCard } from './model-card.js';
import type { ModelSource } from './model-source.js';
import { blobOf, storeModel, type StoreModelOptions } from './store-model.js';

/** A model as a folder, by paths with forward slashes: small files as text, the large one is in the store. */
export interface Model {
  readonly stage: StageRef;
  readonly texts: Readonly<Record<string, string>>;
  readonly format: ExportFormat;
  readonly file: BlobFacts;
}

export interface MakeModelOptions extends StoreModelOptions {
  readonly format: ExportFormat;
}

/** Makes what is not stored yet of a run's model. Throws what `storeModel` does. */
export async function makeModel(source: ModelSource, options: MakeModelOptions): Promise<Model> {
  const { store, backbone, format } = options;
  const dataset = await datasetOf(source, options);
  const { classes, images } = dataset;
  const { stage, trainedMs } = await storeModel(source, classes.length, options);
  const file = (await store.describe(stage)).blobs.get(blobOf(format))!;
  const modelBytes = file.bytes;
  const provenance = await readProvenance(store, { kind: 'train', key: source.train });
  const card = modelCard({
    ...{ source, backbone, format, classes, modelBytes },
    weights: provenance?.weights,
    images: images.length,
    datasetDigest: datasetFacts(dataset).indexHash,
  });
  const { run, config } = source;
  const { imageSize } = config.backbone;
  const { resize = usualResize } = config.data;
  const flavour = await format.mlflow();
  const texts = {
    ...mlflowFiles({ flavour, imageSize, resize, classes, modelBytes, createdMs: trainedMs, run }),
    'classes.json': `${JSON.stringify(classes, null, 1)}\n`,
    'README.md': card,
  };
  return { stage, texts, format, file };
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
