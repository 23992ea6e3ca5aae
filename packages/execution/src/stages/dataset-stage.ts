import { ThawError, type DatasetStage, type StageStore } from '@thaw/core';
import type { DatasetIndex } from '../data/dataset-index.js';

/** What is stored of an index: the folder may be elsewhere tomorrow. */
export type StoredDataset = Pick<DatasetIndex, 'classes' | 'images'>;

/** Stores the index that the plan was made from, so that every later stage and every machine sees the same one. */
export async function storeDataset(
  store: StageStore,
  stage: Pick<DatasetStage, 'kind' | 'key'>,
  { classes, images }: StoredDataset,
): Promise<void> {
  await store.write(stage, 'index.json', new TextEncoder().encode(JSON.stringify({ classes, images })));
}

export async function readDataset(store: StageStore, key: string): Promise<StoredDataset> {
  const blob = await store.read({ kind: 'dataset', key }, 'index.json');
  if (blob) return JSON.parse(new TextDecoder().decode(blob)) as StoredDataset;
  throw new ThawError({
    code: 'THAW-STORE-DAMAGED',
    message: `the stored index ${key.slice(0, 12)} is damaged or missing`,
    remedy: 'run the same command again: the index is made anew',
  });
}
