import { own, planSweep, type OnProgress, type Plan, type RunConfig } from '@thaw/core';
import { datasetFacts, type DatasetIndex, DigestCache, indexDataset } from '@thaw/execution/data';
import { identifyWeights, type WeightsIdentity, type WeightsPlaces } from '@thaw/execution/weights';
import { join } from 'node:path';
import type { ReadSpec } from './read-spec.js';
import { dataId, SpecInputs, weightsId } from './spec-inputs.js';

export interface PlanRunsOptions {
  readonly storeFolder: string;
  readonly weightsPlaces: WeightsPlaces;
  readonly onProgress: OnProgress;
  /** False to plan what a naive loop would do. Default true. */
  readonly sharing?: boolean;
  /** Hash every image, whatever is remembered. */
  readonly rehash?: boolean;
}

export interface PlannedRuns {
  readonly plan: Plan;
  /** The index behind each dataset stage, by key. */
  readonly datasets: ReadonlyMap<string, DatasetIndex>;
  readonly weightsOf: (config: RunConfig) => WeightsIdentity;
}

/**
 * Indexes the runs' images, identifies their weights, and plans them. Nothing is decoded, computed or downloaded.
 * @throws ThawError with all that is wrong with the datasets and the weights.
 */
export async function planRuns(
  loaded: Pick<ReadSpec, 'runs' | 'backbones'> & Partial<Pick<ReadSpec, 'positionOf'>>,
  options: PlanRunsOptions,
): Promise<PlannedRuns> {
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
  const datasets = plan.stages.flatMap((stage): [string, DatasetIndex][] =>
    stage.kind === 'dataset' ? [[stage.key, indexes.get(dataId(stage.data))!]] : [],
  );
  return { plan, datasets: new Map(datasets), weightsOf };
}

function indexDatasets(
  inputs: SpecInputs,
  { storeFolder, onProgress, rehash = false }: PlanRunsOptions,
): Promise<ReadonlyMap<string, DatasetIndex>> {
  const digests = new DigestCache(join(storeFolder, 'digests'), { rehash });
  return inputs.datasets((data) => indexDataset(data, { digests, onProgress }));
}

/** Tells which weights a run begins with. */
export const identification =
  ({ backbones }: Pick<ReadSpec, 'backbones'>, places: WeightsPlaces) =>
  ({ backbone, seed }: RunConfig): Promise<WeightsIdentity> =>
    identifyWeights({
      ...{ backbone: own(backbones.registry, backbone.name)!, config: backbone.weights, seed },
      ...places,
    });
