import type { FeaturesStage, FeaturesStock, Plan, Stage, StageStore } from '@thaw/core';
import { inParallel, type DatasetIndex } from '@thaw/execution/data';
import { FeatureCollection, isEvicted, isStored, wantedRows } from '@thaw/execution/stages';
import { featuresToRead } from './features-to-read.js';

/** What of a plan need not be computed. */
export interface StoredStages {
  /** Keys of stages that are stored, and of features that were evicted and that nothing has to read any more. */
  readonly cached: ReadonlySet<string>;
  /** How many of the images that are wanted of each features stage are stored, by its key. */
  readonly stocks: ReadonlyMap<string, FeaturesStock>;
  /** Bytes that are elsewhere and are fetched as they are read, by the key of each stored stage of which there are any. */
  readonly elsewhere: ReadonlyMap<string, number>;
}

export interface FindOptions {
  readonly store: StageStore;
  /** The index behind each dataset stage, by key. */
  readonly datasets: ReadonlyMap<string, DatasetIndex>;
  /** Keys of stages that are computed whether they are stored or not. */
  readonly recomputed: ReadonlySet<string>;
  /** Keys of all that the store has something of. Left out: the store is asked. */
  readonly begun?: ReadonlySet<string>;
}

/** Of thousands of stages most are new: to ask for all that there are costs less than to look for each. */
export const begunIn = async (store: StageStore): Promise<ReadonlySet<string>> =>
  new Set((await store.stages()).map(({ key }) => key));

/** Enough for a store that is far away. Of a folder all is looked at one after the other, and what waits is kept meanwhile. */
const lookedAtOnce = 64;

export async function findStored(
  plan: Plan,
  { store, datasets, recomputed, begun: known }: FindOptions,
): Promise<StoredStages> {
  const begun = known ?? (await begunIn(store));
  const isCandidate = ({ key }: Stage) => begun.has(key) && !recomputed.has(key);
  const stocks = new Map<string, FeaturesStock>();
  // Of a features stage all rows are named: to hold those of one at a time is enough.
  const features = new Set<string>();
  for (const stage of plan.stages) {
    if (stage.kind !== 'features') continue;
    const wanted = await rowsOf(stage, datasets);
    const collection = isCandidate(stage) ? await FeatureCollection.read(store, stage) : undefined;
    stocks.set(stage.key, collection?.stockOf(wanted) ?? { stored: 0, total: wanted.size });
    if (collection?.hasAll(wanted)) features.add(stage.key);
  }
  const lookAt = async (stage: Stage): Promise<boolean> =>
    stage.kind === 'features' ? features.has(stage.key) : isCandidate(stage) && isStored(store, stage);
  const areStored = await inParallel(plan.stages, lookedAtOnce, lookAt);
  const cached = new Set(plan.stages.filter((_, index) => areStored[index]).map(({ key }) => key));
  const toRead = featuresToRead(plan.runs, plan, cached);
  for (const stage of plan.stages)
    if (
      stage.kind === 'features' &&
      isCandidate(stage) &&
      !toRead.has(stage.key) &&
      (await isEvicted(store, stage))
    )
      cached.add(stage.key);
  return { cached, stocks, elsewhere: await bytesElsewhere(plan, cached, store) };
}

async function bytesElsewhere(
  plan: Plan,
  cached: ReadonlySet<string>,
  store: StageStore,
): Promise<ReadonlyMap<string, number>> {
  if (!store.bytesElsewhere) return new Map();
  const stored = plan.stages.filter(({ key }) => cached.has(key));
  const bytes = await Promise.all(stored.map((stage) => store.bytesElsewhere!(stage)));
  return new Map(stored.flatMap(({ key }, index) => (bytes[index]! > 0 ? [[key, bytes[index]!]] : [])));
}

const rowsOf = (stage: FeaturesStage, datasets: FindOptions['datasets']) =>
  wantedRows(stage, (key) => datasets.get(key)!);
