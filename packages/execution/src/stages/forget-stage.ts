import type { FeaturesStage, Stage, StageStore } from '@thaw/core';
import { readDataset } from './dataset-stage.js';
import { FeatureCollection, featuresManifestName, type FeaturesManifest } from './feature-collection.js';
import { shardName } from './feature-layout.js';
import { modelKey } from './model-key.js';
import { accompanyingNames } from '../store/damage-notice.js';
import { Trajectory } from './trajectory.js';
import { wantedRows } from './wanted-rows.js';

/**
 * Removes what is stored of a stage, and the models that were made of it; who reads it and how it once came about stay. Of a
 * collection only what the stage wants is given up.
 */
export async function forgetStage(stage: Stage, store: StageStore): Promise<void> {
  if (stage.kind === 'features') return forgetWanted(stage, store);
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

/**
 * Shards that hold a wanted row lose what it came to and keep their lists, so that all rows come back in the batches that
 * they had: those of other datasets when somebody wants them. Until then they are missed by nobody whose trainings are
 * stored, as after an eviction.
 */
async function forgetWanted(stage: FeaturesStage, store: StageStore): Promise<void> {
  const wanted = await wantedRows(stage, (key) => readDataset(store, key));
  const { manifest, shards } = await FeatureCollection.read(store, stage);
  if (!manifest) return removeAll(stage, store);
  const images = new Set([...wanted.values()].map(({ sha256 }) => sha256));
  const isOfOthers = ([sha256]: readonly [string, string]) => !images.has(sha256);
  const unreadable = Object.fromEntries(Object.entries(manifest.unreadable).filter(isOfOthers));
  const changes = new Map<string, Uint8Array | undefined>();
  for (const { id, rows } of shards)
    if (rows.some((name) => wanted.has(name)))
      for (const output of manifest.outputs) changes.set(shardName(output, id), undefined);
  const left: FeaturesManifest = { ...manifest, unreadable, ...(changes.size > 0 && { evicted: true }) };
  changes.set(featuresManifestName, new TextEncoder().encode(JSON.stringify(left)));
  await store.update(stage, changes);
}
