import type { FeaturesStage, Stage, StageRef, StageStore } from '@thaw/core';
import { provenanceName } from '../provenance/provenance.js';
import { findDataset, readDataset, type StoredDataset } from './dataset-stage.js';
import { predictionsName, readEvaluation } from './evaluate-stage.js';
import { FeatureCollection, readFeaturesManifest } from './feature-collection.js';
import { Trajectory } from './trajectory.js';
import { wantedRows } from './wanted-rows.js';

/** The index of a dataset by the key of its stage; by default as it is stored. */
export type IndexOf = (dataset: string) => StoredDataset | Promise<StoredDataset>;

/**
 * Whether nothing is left to compute for a stage. What is small is read and thereby verified; of shards and checkpoints
 * those are that have changed since they were written, and the others when they are used.
 */
export async function isStored(store: StageStore, stage: Stage, indexOf?: IndexOf): Promise<boolean> {
  switch (stage.kind) {
    case 'dataset':
      return (await findDataset(store, stage.key)) !== undefined;
    case 'features':
      return areFeaturesStored(store, stage, indexOf);
    case 'train':
      return (await Trajectory.open(store, stage)).nextEpochFor(stage.readings) === undefined;
    case 'evaluate':
      return isEvaluationStored(store, stage);
  }
}

async function areFeaturesStored(
  store: StageStore,
  stage: FeaturesStage,
  indexOf: IndexOf = (key) => readDataset(store, key),
): Promise<boolean> {
  const collection = await FeatureCollection.read(store, stage);
  return collection.hasAll(await wantedRows(stage, indexOf));
}

async function isEvaluationStored(store: StageStore, stage: Stage): Promise<boolean> {
  const result = await readEvaluation(store, stage.key);
  return result !== undefined && (await store.list(stage)).includes(predictionsName);
}

/** Whether a stage was computed once, and its result was given up for space. */
export async function isEvicted(store: StageStore, stage: StageRef): Promise<boolean> {
  const names = await store.list(stage);
  const isProvenanceAlone = names.length === 1 && names[0] === provenanceName;
  return isProvenanceAlone || (await readFeaturesManifest(store, stage))?.evicted === true;
}
