import type { Stage, StageRef, StageStore } from '@thaw/core';
import { provenanceName } from '../provenance/provenance.js';
import { predictionsName, readEvaluation } from './evaluate-stage.js';
import { readFeaturesManifest, shardNames } from './feature-layout.js';
import { Trajectory } from './trajectory.js';

/**
 * Whether nothing is left to compute for a stage. What is small is read and thereby verified; of shards and checkpoints
 * those are that have changed since they were written, and the others when they are used.
 */
export async function isStored(store: StageStore, stage: Stage): Promise<boolean> {
  switch (stage.kind) {
    case 'dataset':
      return (await store.read(stage, 'index.json')) !== undefined;
    case 'features':
      return areFeaturesStored(store, stage);
    case 'train':
      return (await Trajectory.open(store, stage)).nextEpochFor(stage.readings) === undefined;
    case 'evaluate':
      return isEvaluationStored(store, stage);
  }
}

async function areFeaturesStored(store: StageStore, stage: Stage): Promise<boolean> {
  const manifest = await readFeaturesManifest(store, stage);
  if (!manifest) return false;
  const names = new Set(await store.list(stage));
  return manifest.outputs.every((output) => shardNames(manifest, output).every((name) => names.has(name)));
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
