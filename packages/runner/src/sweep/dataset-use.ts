import {
  areSeveral,
  objectivesIn,
  type LoadedSpec,
  type Objective,
  type Plan,
  type PlannedRun,
  type Problem,
  type Run,
  type StageStore,
  type TrainStage,
} from '@thaw/core';
import {
  type DatasetDemands,
  type DatasetIndex,
  datasetProblems,
  leftOut,
  usableDataset,
  type UsableDataset,
} from '@thaw/execution/data';
import { type FeaturesManifest, readFeaturesManifest, unreadableOf } from '@thaw/execution/stages';
import { DistinctProblems } from './distinct-problems.js';
import type { PreparedSweep } from './prepare-sweep.js';

/** A spec that asks something of its data. */
export type AskingSpec = Pick<LoadedSpec, 'spec' | 'objective' | 'positionOf'>;

/** What a run asks of its dataset: what it tolerates, and what it watches, or is ranked by in a sweep. */
export function demandsOf(run: Run, { spec, objective, positionOf }: AskingSpec): DatasetDemands {
  const { data, phases } = run.config;
  return {
    maxUnreadable: data.maxUnreadable,
    positionOf: (keys) => positionOf(run, keys),
    watched: [
      ...phases.flatMap(({ name, stop, schedule }, index) => {
        const watched = (metric: string, ...keys: string[]) => ({
          metric,
          setting: ['phases', name, ...keys].join('.'),
          keys: ['phases', index, ...keys],
        });
        return [
          ...(stop ? [watched(stop.metric, 'stop', 'metric')] : []),
          ...(schedule.name === 'plateau'
            ? [watched(schedule.metric, 'optimizer', 'schedule', 'metric')]
            : []),
        ];
      }),
      ...(spec.sweep
        ? objectivesIn(objective).map(({ metric }, index) => objectiveSetting(objective, metric, index))
        : []),
    ],
  };
}

const objectiveSetting = (objective: Objective, metric: string, index: number) => ({
  metric,
  setting: 'sweep.objective.metric',
  keys: ['sweep', 'objective', ...(areSeveral(objective) ? [index] : []), 'metric'],
});

/** Holds the datasets of all runs whose features are stored against what the runs ask of them. */
export async function checkStoredFeatures(
  { plan, datasets, loaded, cached }: Pick<PreparedSweep, 'plan' | 'datasets' | 'loaded' | 'cached'>,
  store: StageStore,
  onNotice: (line: string) => void,
): Promise<void> {
  const use = new DatasetUse({ datasets, loaded, store, onNotice });
  const problems = new DistinctProblems();
  for (const run of plan.runs) problems.add(await use.problemsOf(run, plan, cached));
  problems.throwAny();
}

export interface DatasetUseOptions {
  /** The index behind each dataset stage, by key. */
  readonly datasets: ReadonlyMap<string, DatasetIndex>;
  readonly loaded: AskingSpec;
  readonly store: StageStore;
  readonly onNotice: (line: string) => void;
}

/**
 * Whether what could be decoded of a dataset will do for a run. Asked at each use of stored features: what was stored
 * for one run's tolerance is not within another's.
 */
export class DatasetUse {
  readonly #told = new Set<string>();
  /** Which images could not be read for features, by their key. */
  readonly #manifests = new Map<string, FeaturesManifest>();
  /** Most runs divide alike, or take turns at a few folds. The one that was used last comes last. */
  readonly #usable = new Map<string, UsableDataset>();

  constructor(private readonly options: DatasetUseOptions) {}

  /** Why a run will not do with those of its features that are among these, which are stored. */
  async problemsOf(
    { run, phases }: PlannedRun,
    plan: Plan,
    stored: ReadonlySet<string>,
  ): Promise<readonly Problem[]> {
    const problems = new DistinctProblems();
    const demands = demandsOf(run, this.options.loaded);
    for (const { train } of phases) {
      const stage = trainStage(train, plan);
      if (!stored.has(stage.features)) continue;
      problems.add(datasetProblems(await this.#usableFor(stage), demands));
    }
    return problems.all;
  }

  /** The images that a run is about, once the features of its first phase are stored. */
  usableOf({ phases }: PlannedRun, plan: Plan): Promise<UsableDataset> {
    return this.#usableFor(trainStage(phases[0]!.train, plan));
  }

  /** These features have been computed again. */
  forget(features: readonly string[]): void {
    for (const key of features) this.#manifests.delete(key);
  }

  async #usableFor({ dataset, split, features }: TrainStage): Promise<UsableDataset> {
    const { datasets, onNotice } = this.options;
    const index = datasets.get(dataset)!;
    const unreadable = unreadableOf(index.images, await this.#manifestOf(features));
    const id = JSON.stringify([dataset, split, unreadable]);
    const known = this.#usable.get(id);
    const usable = known ?? usableDataset(index, split, unreadable);
    this.#usable.delete(id);
    this.#usable.set(id, usable);
    if (known) return usable;
    const [first] = this.#usable.keys();
    if (this.#usable.size > mostKept) this.#usable.delete(first!);
    const notice = unreadable.length > 0 ? leftOut(usable) : undefined;
    if (notice !== undefined && !this.#told.has(notice)) onNotice(notice);
    if (notice !== undefined) this.#told.add(notice);
    return usable;
  }

  async #manifestOf(key: string): Promise<FeaturesManifest | undefined> {
    const known = this.#manifests.get(key);
    if (known) return known;
    const manifest = await readFeaturesManifest(this.options.store, { kind: 'features', key });
    // What is not there now may be soon.
    if (manifest) this.#manifests.set(key, manifest);
    return manifest;
  }
}

/** Of large datasets more would fill the memory. */
const mostKept = 32;

const trainStage = (key: string, plan: Plan): TrainStage => plan.stage(key) as TrainStage;
