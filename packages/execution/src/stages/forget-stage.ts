import type { Stage, StageStore } from '@thaw/core';
import { modelKey } from './model-key.js';
import { accompanyingNames } from '../store/damage-notice.js';
import { Trajectory } from './trajectory.js';

/** Removes what is stored of a stage, and the models that were made of it; who reads it and how it once came about stay. */
export async function forgetStage(stage: Stage, store: StageStore): Promise<void> {
  if (stage.kind === 'train') {
    const { history } = await Trajectory.open(store, stage);
    for (const { epoch } of history)
      await removeAll({ kind: 'model', key: modelKey(stage.key, epoch) }, store);
  }
  await removeAll(stage, store);
}

async function removeAll(stage: Parameters<StageStore['list']>[0], store: StageStore): Promise<void> {
  const names = (await store.list(stage)).filter((name) => !accompanyingNames.includes(name));
  await store.update(stage, new Map(names.map((name) => [name, undefined])));
}
