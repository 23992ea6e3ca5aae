import {
  ThawError,
  type LoadedSpec,
  type Plan,
  type PlannedRun,
  type Problem,
  type RunConfig,
  type StageStore,
  type TrainStage,
} from '@thaw/core';
import type { DatasetIndex } from '../data/dataset-index.js';
import {
  datasetProblems,
  leftOut,
  usableDataset,
  type DatasetDemands,
  type UsableDataset,
} from '../data/usable-dataset.js';
import { readFeaturesManifest } from '../stages/feature-layout.js';
import type { PreparedSweep } from './prepare-sweep.js';

type Objective = LoadedSpec['objective'] | undefined;

/** By what runs are ranked; a spec without a sweep has nothing to rank. */
export const rankedBy = ({ spec, objective }: Pick<LoadedSpec, 'spec' | 'objective'>): Objective =>
  spec.sweep && objective;

/** What a run asks of its dataset: what it tolerates, and what it watches. */
export const demandsOf = (
  { data: { maxUnreadable }, phases }: Pick<RunConfig, 'data' | 'phases'>,
  objective: Objective,
): DatasetDemands => ({
  maxUnreadable,
  watched: [
    ...phases.flatMap(({ name, stop, schedule }) => [
      ...(stop ? [{ metric: stop.metric, setting: `phases.${name}.stop.metric` }] : []),
      ...(schedule.name === 'plateau'
        ? [{ metric: schedule.metric, setting: `phases.${name}.optimizer.schedule.metric` }]
        : []),
    ]),
    ...(objective ? [{ metric: objective.metric, setting: 'sweep.objective.metric' }] : []),
  ],
});

/** What is wrong with these runs' datasets as far as the index tells, each thing once; nothing needs to be decoded. */
export function indexProblems(
  plan: Plan,
  datasets: ReadonlyMap<string, DatasetIndex>,
  objective: Objective,
): readonly Problem[] {
  const known = new Set<string>();
  const problems = new Map<string, Problem>();
  const stages = new Map(plan.stages.map((stage) => [stage.key, stage]));
  for (const { run, phases } of plan.runs) {
    const { dataset, split } = stages.get(phases[0]!.train) as TrainStage;
    const demands = demandsOf(run.config, objective);
    const question = JSON.stringify([dataset, split, demands]);
    if (known.has(question)) continue;
    known.add(question);
    for (const problem of problemsOf(() => usableDataset(datasets.get(dataset)!, split, []), demands))
      problems.set(problem.message, problem);
  }
  return [...problems.values()];
}

function problemsOf(divide: () => UsableDataset, demands: DatasetDemands): readonly Problem[] {
  try {
    return datasetProblems(divide(), demands);
  } catch (error) {
    if (error instanceof ThawError) return error.problems;
    throw error;
  }
}

/** Holds the datasets of all runs whose features are stored against what the runs ask of them. */
export async function checkStoredFeatures(
  { plan, datasets, loaded, cached }: Pick<PreparedSweep, 'plan' | 'datasets' | 'loaded' | 'cached'>,
  store: StageStore,
  onNotice: (line: string) => void,
): Promise<void> {
  const use = new DatasetUse({ datasets, objective: rankedBy(loaded), store, onNotice });
  const problems = new Map<string, Problem>();
  for (const run of plan.runs)
    for (const problem of await use.problemsOf(run, plan, cached)) problems.set(problem.message, problem);
  if (problems.size > 0) throw new ThawError([...problems.values()]);
}

export interface DatasetUseOptions {
  /** The index behind each dataset stage, by key. */
  readonly datasets: ReadonlyMap<string, DatasetIndex>;
  readonly objective: Objective;
  readonly store: StageStore;
  readonly onNotice: (line: string) => void;
}

/**
 * Whether what could be decoded of a dataset will do for a run. Asked at each use of stored features: what was stored
 * for one run's tolerance is not within another's.
 */
export class DatasetUse {
  readonly #told = new Set<string>();
  /** Runs one after the other mostly divide alike. */
  #latest: { readonly id: string; readonly usable: UsableDataset } | undefined;

  constructor(private readonly options: DatasetUseOptions) {}

  /** Why a run will not do with those of its features that are among these, which are stored. */
  async problemsOf(
    { run, phases }: PlannedRun,
    plan: Plan,
    stored: ReadonlySet<string>,
  ): Promise<readonly Problem[]> {
    const problems = new Map<string, Problem>();
    const demands = demandsOf(run.config, this.options.objective);
    for (const { train } of phases) {
      const stage = trainStage(train, plan);
      if (!stored.has(stage.features)) continue;
      for (const problem of datasetProblems(await this.#usable(stage), demands))
        problems.set(problem.message, problem);
    }
    return [...problems.values()];
  }

  /** The images that a run is about, once the features of its first phase are stored. */
  usableOf({ phases }: PlannedRun, plan: Plan): Promise<UsableDataset> {
    return this.#usable(trainStage(phases[0]!.train, plan));
  }

  async #usable({ dataset, split, features }: TrainStage): Promise<UsableDataset> {
    const { datasets, store, onNotice } = this.options;
    const manifest = await readFeaturesManifest(store, { kind: 'features', key: features });
    const unreadable = manifest?.skipped ?? [];
    const id = JSON.stringify([dataset, split, unreadable]);
    if (this.#latest?.id === id) return this.#latest.usable;
    const usable = usableDataset(datasets.get(dataset)!, split, unreadable);
    this.#latest = { id, usable };
    const notice = unreadable.length > 0 ? leftOut(usable) : undefined;
    if (notice !== undefined && !this.#told.has(notice)) onNotice(notice);
    if (notice !== undefined) this.#told.add(notice);
    return usable;
  }
}

const trainStage = (wanted: string, { stages }: Plan): TrainStage =>
  stages.find(({ key }) => key === wanted) as TrainStage;
