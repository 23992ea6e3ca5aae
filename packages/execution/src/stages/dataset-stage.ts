import { shapes, ThawError, type DatasetStage, type StageStore } from '@thaw/core';
import { splitNames, type DatasetIndex } from '../data/dataset-index.js';
import { jsonOf, readBlob, type ReadAs } from './stored-blob.js';

const indexName = 'index.json';

/** What is stored of an index: the folder may be elsewhere tomorrow. */
export type StoredDataset = Pick<DatasetIndex, 'classes' | 'images'>;

/** Stores the index that the plan was made from, so that every later stage and every machine sees the same one. */
export async function storeDataset(
  store: StageStore,
  stage: Pick<DatasetStage, 'kind' | 'key'>,
  { classes, images }: StoredDataset,
): Promise<void> {
  await store.write(stage, indexName, new TextEncoder().encode(JSON.stringify({ classes, images })));
}

const { count, listOf, object, oneOf, sha256, text } = shapes;

const readIndex: ReadAs<StoredDataset> = (blob) => {
  const index = asIndex(blob);
  return index?.images.every(({ label }) => label < index.classes.length) ? index : undefined;
};
const asIndex = jsonOf<StoredDataset>(
  object({
    classes: listOf(text),
    images: listOf(
      object({ path: text, label: count, sha256 }, { split: oneOf(...splitNames), group: text }),
    ),
  }),
);

/** None if it is damaged, or was never stored. */
export const findDataset = (store: StageStore, key: string): Promise<StoredDataset | undefined> =>
  readBlob(store, { kind: 'dataset', key }, indexName, readIndex);

/** @throws ThawError `THAW-STORE-DAMAGED`. */
export async function readDataset(store: StageStore, key: string): Promise<StoredDataset> {
  const index = await findDataset(store, key);
  if (index) return index;
  throw new ThawError({
    code: 'THAW-STORE-DAMAGED',
    message: `the stored index ${key.slice(0, 12)} is damaged or missing`,
    remedy: 'run the same command again: the index is made anew',
  });
}
