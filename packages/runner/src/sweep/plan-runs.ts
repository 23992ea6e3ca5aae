import {
  own,
  planSweep,
  type DataConfig,
  type DatasetFacts,
  type OnProgress,
  type Plan,
  type PlannedRun,
  type Run,
  type RunConfig,
} from '@thaw/core';
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
  /**
   * Adds runs to the plan, which a search has proposed since.
   * @throws ThawError with all that is wrong with their datasets and weights.
   */
  readonly add: (runs: readonly Run[]) => Promise<readonly PlannedRun[]>;
  /** What these runs would be in the plan, without adding them. Throws as `add`. */
  readonly aside: (runs: readonly Run[]) => Promise<readonly PlannedRun[]>;
  /**
   * Runs of which the spec keeps nothing, in a plan of their own. At least one.
   * @throws ThawError with what is wrong with their datasets and weights.
   */
  readonly alone: (runs: readonly Run[]) => Promise<Pick<PlannedRuns, 'plan' | 'datasets'>>;
}

/** A spec whose runs are to be planned. */
type PlannableSpec = Pick<ReadSpec, 'runs' | 'backbones'> & Partial<Pick<ReadSpec, 'positionOf'>>;

/**
 * Indexes the runs' images, identifies their weights, and plans them. Nothing is decoded, computed or downloaded.
 * @throws ThawError with all that is wrong with the datasets and the weights.
 */
export async function planRuns(loaded: PlannableSpec, options: PlanRunsOptions): Promise<PlannedRuns> {
  const indexes = new Map<string, DatasetIndex>();
  const facts = new Map<string, DatasetFacts>();
  const identities = new Map<string, WeightsIdentity>();
  const datasets = new Map<string, DatasetIndex>();
  const weightsOf = (config: RunConfig) => identities.get(weightsId(config))!;
  const plan = planSweep({
    runs: [],
    backbones: loaded.backbones.registry,
    datasetOf: (data) => facts.get(dataId(data))!,
    weightsOf: (config) => weightsOf(config).identity,
    ...(options.sharing === false && { sharing: false }),
  });
  const indexOf = indexer(options);
  const identify = identification(loaded, options.weightsPlaces);
  const read = async (runs: readonly Run[], { isAside = false } = {}) => {
    const { positionOf } = isAside ? {} : loaded;
    const inputs = new SpecInputs({ runs, ...(positionOf && { positionOf }) });
    const indexed = await inputs.datasets(async (data) => indexes.get(dataId(data)) ?? (await indexOf(data)));
    for (const [id, index] of indexed) {
      indexes.set(id, index);
      if (!facts.has(id)) facts.set(id, datasetFacts(index));
    }
    const identified = await inputs.weights(
      async (config) => identities.get(weightsId(config)) ?? (await identify(config)),
    );
    for (const [id, identity] of identified) identities.set(id, identity);
    inputs.throwProblems();
  };
  const datasetsOf = (planned: readonly PlannedRun[]): ReadonlyMap<string, DatasetIndex> =>
    new Map(planned.map(({ run, stages }) => [stages[0]!, indexes.get(dataId(run.config.data))!]));
  const add = async (runs: readonly Run[]) => {
    await read(runs);
    const planned = runs.map((run) => plan.add(run));
    for (const [key, index] of datasetsOf(planned)) datasets.set(key, index);
    return planned;
  };
  const aside = async (runs: readonly Run[]) => {
    await read(runs);
    const beside = plan.beside();
    return runs.map((run) => beside.add(run));
  };
  const alone = async (runs: readonly Run[]) => {
    await read(runs, { isAside: true });
    const beside = plan.beside();
    const planned = runs.map((run) => beside.add(run));
    return { plan: beside, datasets: datasetsOf(planned) };
  };
  await add(loaded.runs);
  return { plan, datasets, weightsOf, add, aside, alone };
}

function indexer({ storeFolder, onProgress, rehash = false }: PlanRunsOptions) {
  const digests = new DigestCache(join(storeFolder, 'digests'), { rehash });
  return (data: DataConfig): Promise<DatasetIndex> => indexDataset(data, { digests, onProgress });
}

/** Tells which weights a run begins with. */
const identification =
  ({ backbones }: Pick<ReadSpec, 'backbones'>, places: WeightsPlaces) =>
  ({ backbone, seed }: RunConfig): Promise<WeightsIdentity> =>
    identifyWeights({
      ...{ backbone: own(backbones.registry, backbone.name)!, config: backbone.weights, seed },
      ...places,
    });
