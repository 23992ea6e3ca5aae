import type { Stage, StageStore } from '@thaw/core';
import { readFeaturesManifest } from './feature-layout.js';
import { Trajectory } from './trajectory.js';

/** Whether nothing is left to compute for a stage. Looks at what is there, not at whether it is whole. */
export async function isStored(store: StageStore, stage: Stage): Promise<boolean> {
  switch (stage.kind) {
    case 'dataset':
      return (await store.list(stage)).includes('index.json');
    case 'features':
      return (await readFeaturesManifest(store, stage)) !== undefined;
    case 'train':
      return (await Trajectory.open(store, stage)).nextEpochFor(stage.readings) === undefined;
    case 'evaluate':
      return (await store.list(stage)).includes('result.json');
  }
}
