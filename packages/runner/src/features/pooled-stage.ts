import {
  featuresStage,
  graphHash,
  headPool,
  keyOfStage,
  own,
  stageKey,
  weightsRecord,
  type FeaturesStage,
  type Launcher,
  type StageStore,
} from '@thaw/core';
import { datasetFacts } from '@thaw/execution/data';
import { isStored, type Report, storeDataset } from '@thaw/execution/stages';
import { identifyFetched, type WeightsPlaces } from '@thaw/execution/weights';
import type { FeatureSource } from './feature-source.js';

/** The stage that holds a network's pooled features of images; a sweep that trains nothing of the network has the same. */
export function pooledStage(
  {
    data: { root, manifest, maxPixels, resize },
    index,
    backbone,
    backbones,
    seed,
    pool,
    precision,
    compile,
    storedAs,
  }: FeatureSource,
  weights: string,
): FeaturesStage {
  const { indexHash } = datasetFacts({ ...index, warnings: [] });
  const network = own(backbones.registry, backbone.name)!;
  const stage = featuresStage({
    wanted: {
      dataset: stageKey('dataset', { index: indexHash }, []),
      data: { root, ...(manifest !== undefined && { manifest }) },
      ...(maxPixels !== undefined && { maxPixels }),
    },
    backbone,
    ...(resize && { resize }),
    seed,
    outputs: [headPool],
    ...(precision !== 'float32' && { precision }),
    ...(compile && { compile }),
    ...(storedAs && { storedAs }),
    work: 0,
    graphHash: graphHash(
      network.build(backbone.imageSize),
      weightsRecord(network, backbone.weights).preprocessing,
    ),
    weights,
    pool,
  });
  return { ...stage, key: keyOfStage(stage), runs: [] };
}

/** Fetches what is not here: what is got may be other weights than those that were looked for. */
export const fetchedIdentity = (
  { backbone, backbones, seed }: FeatureSource,
  { weightsPlaces, ...report }: Report & { readonly weightsPlaces: WeightsPlaces },
): Promise<string> => {
  const network = own(backbones.registry, backbone.name)!;
  return identifyFetched({ backbone: network, config: backbone.weights, seed, ...weightsPlaces }, report);
};

export interface StorePooledOptions extends Report {
  readonly store: StageStore;
  /** Asked for if there is something to compute. */
  readonly launcher: () => Launcher;
}

/** Computes what of the stage is not stored, and says whether there was any. */
export async function storePooled(
  stage: FeaturesStage,
  { index }: Pick<FeatureSource, 'index'>,
  { store, launcher, onProgress, onNotice, signal }: StorePooledOptions,
): Promise<boolean> {
  if (await isStored(store, stage, () => index)) return false;
  await storeDataset(store, { kind: 'dataset', key: stage.wanted[0]!.dataset }, index);
  const report = { onProgress, onNotice, signal, onEpoch: () => {} };
  return (await launcher().execute({ kind: 'features', stages: [stage] }, report)) === 'computed';
}
