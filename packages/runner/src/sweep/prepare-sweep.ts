import { own, planSweep, type OnProgress, type Plan, type RunConfig, type StageStore } from '@thaw/core';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { datasetFacts } from '../data/dataset-facts.js';
import type { DatasetIndex } from '../data/dataset-index.js';
import { DigestCache } from '../data/digest-cache.js';
import { indexDataset } from '../data/index-dataset.js';
import { stagesFolder } from '../store/store-layout.js';
import { isEvicted, isStored } from '../stages/is-stored.js';
import { identifyWeights, type WeightsIdentity } from '../weights/identify-weights.js';
import type { WeightsPlaces } from '../weights/weights-places.js';
import { featuresToRead } from './features-to-read.js';
import { readSpec, type ReadSpec } from './read-spec.js';
import { dataId, SpecInputs, weightsId } from './spec-inputs.js';

export interface PrepareOptions {
  readonly specFile: string;
  /** `path=value`, as given with `--set`. */
  readonly overrides: readonly string[];
  readonly storeFolder: string;
  readonly store: StageStore;
  readonly weightsPlaces: WeightsPlaces;
  readonly onProgress: OnProgress;
  /** False to plan what a naive loop would do. Default true. */
  readonly sharing?: boolean;
  /** Hash every image, whatever is remembered. */
  readonly rehash?: boolean;
}

/** A sweep that has been read, checked and planned; nothing of it has been computed. */
export interface PreparedSweep {
  readonly loaded: ReadSpec;
  readonly plan: Plan;
  /** Keys of stages that are stored already, and of features that were evicted and that nothing has to read any more. */
  readonly cached: ReadonlySet<string>;
  /** The index behind each dataset stage, by key. */
  readonly datasets: ReadonlyMap<string, DatasetIndex>;
  readonly weightsOf: (config: RunConfig) => WeightsIdentity;
}

/** From a spec to a plan. Image contents are hashed the first time; no backend is needed and nothing is downloaded. */
export async function prepareSweep(options: PrepareOptions): Promise<PreparedSweep> {
  const loaded = await readSpec(options.specFile, options.overrides);
  const inputs = new SpecInputs(loaded);
  const indexes = await indexDatasets(inputs, options);
  const identities = await inputs.weights(identification(loaded, options.weightsPlaces));
  inputs.throwProblems();
  const weightsOf = (config: RunConfig) => identities.get(weightsId(config))!;
  const facts = new Map([...indexes].map(([id, index]) => [id, datasetFacts(index)]));
  const plan = planSweep({
    runs: loaded.runs,
    backbones: loaded.backbones.registry,
    datasetOf: (data) => facts.get(dataId(data))!,
    weightsOf: (config) => weightsOf(config).identity,
    ...(options.sharing === false && { sharing: false }),
  });
  const cached = await findCached(plan, options);
  return {
    loaded,
    plan,
    cached,
    datasets: new Map(
      plan.stages.flatMap((stage) =>
        stage.kind === 'dataset' ? [[stage.key, indexes.get(dataId(stage.data))!]] : [],
      ),
    ),
    weightsOf,
  };
}

async function findCached(plan: Plan, { store, storeFolder }: PrepareOptions): Promise<ReadonlySet<string>> {
  // Of thousands of stages most are new: to look at a folder costs less than to look for each.
  const begun = await begunStages(storeFolder);
  const candidates = plan.stages.filter(({ key }) => begun.has(key));
  const areStored = await Promise.all(candidates.map((stage) => isStored(store, stage)));
  const stored = new Set(candidates.filter((_, index) => areStored[index]).map(({ key }) => key));
  const toRead = featuresToRead(plan.runs, new Map(plan.stages.map((stage) => [stage.key, stage])), stored);
  for (const stage of plan.stages) {
    if (
      stage.kind === 'features' &&
      begun.has(stage.key) &&
      !toRead.has(stage.key) &&
      (await isEvicted(store, stage))
    )
      stored.add(stage.key);
  }
  return stored;
}

/** Keys of the stages that have a folder. */
async function begunStages(storeFolder: string): Promise<ReadonlySet<string>> {
  const kinds = await readdir(stagesFolder(storeFolder)).catch(() => []);
  const keys = await Promise.all(kinds.map((kind) => readdir(join(stagesFolder(storeFolder), kind))));
  return new Set(keys.flat());
}

function indexDatasets(
  inputs: SpecInputs,
  { storeFolder, onProgress, rehash = false }: PrepareOptions,
): Promise<ReadonlyMap<string, DatasetIndex>> {
  const digests = new DigestCache(join(storeFolder, 'digests'), { rehash });
  return inputs.datasets((data) => indexDataset(data, { digests, onProgress }));
}

/** Tells which weights a run begins with. */
export const identification =
  ({ backbones }: ReadSpec, places: WeightsPlaces) =>
  ({ backbone, seed }: RunConfig): Promise<WeightsIdentity> =>
    identifyWeights({
      ...{ backbone: own(backbones.registry, backbone.name)!, config: backbone.weights, seed },
      ...places,
    });
