import type { Stage, StageStore } from '@thaw/core';
import { readFeaturesManifest } from './feature-layout.js';
import { Trajectory } from './trajectory.js';

/** Whether nothing is left to compute for a stage. What is small is read and thereby checked; shards and checkpoints are
 *  checked when they are used. */
export async function isStored(store: StageStore, stage: Stage): Promise<boolean> {
  switch (stage.kind) {
    case 'dataset':
      return (await store.read(stage, 'index.json')) !== undefined;
    case 'features':
      return (await readFeaturesManifest(store, stage)) !== undefined;
    case 'train':
      return (await Trajectory.open(store, stage)).nextEpochFor(stage.readings) === undefined;
    case 'evaluate':
      return (await store.read(stage, 'result.json')) !== undefined;
  }
}
