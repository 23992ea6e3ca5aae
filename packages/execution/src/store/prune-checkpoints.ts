import type { StageRef, StageStore } from '@thaw/core';
import { Trajectory } from '../stages/trajectory.js';
import type { Removal } from './removal.js';

/** Removes checkpoints that no reading ends with and that are not a trajectory's last; with `dryRun` only says which. */
export async function pruneCheckpoints(
  store: StageStore,
  { dryRun }: { readonly dryRun: boolean },
): Promise<readonly Removal[]> {
  const trainings = await store.stages(['train']);
  return (await Promise.all(trainings.map((stage) => pruneTraining(stage, store, dryRun)))).flat();
}

/** A training that runs just now drops its checkpoints by itself. */
async function pruneTraining(
  stage: StageRef,
  store: StageStore,
  dryRun: boolean,
): Promise<readonly Removal[]> {
  const attempt = await store.tryClaim(stage, 'pruning');
  if (!('claim' in attempt)) return [];
  try {
    const { superseded } = await Trajectory.open(store, stage);
    const { blobs } = await store.describe(stage);
    const removals = superseded.map((name): Removal => ({
      what: 'checkpoint',
      name: `${name} of ${stage.kind} ${stage.key.slice(0, 12)}`,
      bytes: blobs.get(name)!.bytes,
    }));
    if (!dryRun) await store.update(stage, new Map(superseded.map((name) => [name, undefined])));
    return removals;
  } finally {
    await attempt.claim.release();
  }
}
