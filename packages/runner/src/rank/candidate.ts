import {
  graphCost,
  own,
  ownPool,
  type FeaturesStage,
  type OnProgress,
  type RunConfig,
  type StageStore,
} from '@thaw/core';
import { DigestCache, indexDataset, type DatasetIndex } from '@thaw/execution/data';
import { readProvenance } from '@thaw/execution/provenance';
import { readScores, scoreKey, type ScoredImage, type StoredScores } from '@thaw/execution/stages';
import { identifyWeights, type WeightsPlaces } from '@thaw/execution/weights';
import { join } from 'node:path';
import type { FeatureSource } from '../features/feature-source.js';
import { pooledStage } from '../features/pooled-stage.js';
import type { ReadSpec } from '../sweep/read-spec.js';
import { SpecInputs, weightsId } from '../sweep/spec-inputs.js';
import { untestedImages } from './untested-images.js';

type CandidateSource = FeatureSource & { readonly index: DatasetIndex };

/** A network that may be chosen, and what is known of it. */
export interface Candidate {
  readonly config: RunConfig;
  readonly source: CandidateSource;
  readonly stage: FeaturesStage;
  readonly images: readonly ScoredImage[];
  /** Of its scores. */
  readonly key: string;
  /** None while nobody has scored it. */
  readonly scores: StoredScores | undefined;
}

export interface CandidateOptions {
  readonly store: StageStore;
  readonly storeFolder: string;
  readonly weightsPlaces: WeightsPlaces;
  readonly onProgress: OnProgress;
  readonly rehash?: boolean;
}

/**
 * Looks up what the store knows of networks. Nothing is decoded, computed or downloaded.
 * @throws ThawError with all that is wrong with the dataset and the weights.
 */
export async function findCandidates(
  loaded: ReadSpec,
  configs: readonly RunConfig[],
  options: CandidateOptions,
): Promise<readonly Candidate[]> {
  const { storeFolder, weightsPlaces, onProgress, rehash = false } = options;
  const [run] = loaded.runs;
  const inputs = new SpecInputs({
    runs: configs.map((config) => ({ ...run!, config })),
    positionOf: (_, keys) => loaded.positionOf(run!, keys),
  });
  const digests = new DigestCache(join(storeFolder, 'digests'), { rehash });
  const indexes = await inputs.datasets((data) => indexDataset(data, { digests, onProgress }));
  const weights = await inputs.weights(({ backbone, seed }) =>
    identifyWeights({
      ...{ backbone: own(loaded.backbones.registry, backbone.name)!, config: backbone.weights, seed },
      ...weightsPlaces,
    }),
  );
  inputs.throwProblems();
  // All have one dataset: a network is all that tells them apart.
  const [index] = indexes.values();
  const images = untestedImages(index!, configs[0]!, loaded);
  return Promise.all(
    configs.map((config) => {
      const { identity } = weights.get(weightsId(config))!;
      return candidate({ source: sourceOf(config, index!, loaded), config, images }, identity, options.store);
    }),
  );
}

/** With the weights of this identity. */
export async function candidate(
  known: Pick<Candidate, 'config' | 'source' | 'images'>,
  weights: string,
  store: StageStore,
): Promise<Candidate> {
  const { config, source, images } = known;
  const stage = pooledStage(source, weights);
  const key = scoreKey(stage, images);
  return { config, source, images, stage, key, scores: await readScores(store, key) };
}

/** Flattened features would be as many as pixels, so there their means are compared. */
function sourceOf(config: RunConfig, index: DatasetIndex, { backbones }: ReadSpec): CandidateSource {
  const { data, backbone, seed, head, precision = 'float32', compile, features } = config;
  return {
    ...{ data, index, backbone, backbones, seed, precision, maxUnreadable: data.maxUnreadable },
    pool: head.pool === 'flatten' ? ownPool(own(backbones.registry, backbone.name)!) : head.pool,
    ...(compile && { compile }),
    ...(features && { storedAs: features.precision }),
  };
}

/** What a network takes beside its scores. */
export interface NetworkCost {
  readonly parameters: number;
  /** Of its weights, as float32. */
  readonly bytes: number;
  /** That computing its features has taken so far, as far as the store knows. */
  readonly seconds?: number;
}

export async function costOf({ source, stage }: Candidate, store: StageStore): Promise<NetworkCost> {
  const { backbone, backbones } = source;
  const { parameters } = graphCost(own(backbones.registry, backbone.name)!.build(backbone.imageSize));
  const provenance = await readProvenance(store, stage);
  const seconds = provenance?.computations.reduce((sum, each) => sum + each.seconds, 0);
  return { parameters, bytes: 4 * parameters, ...(seconds !== undefined && { seconds }) };
}
