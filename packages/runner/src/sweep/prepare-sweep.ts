import type { Outside, Plan, PlannedRun, Run, Stage, StageKind, StageStore, WrittenSpec } from '@thaw/core';
import { isEvicted, isStored } from '@thaw/execution/stages';
import { featuresToRead } from './features-to-read.js';
import { planRuns, type PlannedRuns, type PlanRunsOptions } from './plan-runs.js';
import { readSpec, type ReadSpec } from './read-spec.js';
import { specOnData } from './spec-on-data.js';

export interface PrepareOptions extends PlanRunsOptions {
  /** The path of a file, or an object whose paths are relative to `cwd`. */
  readonly spec: WrittenSpec;
  readonly cwd: string;
  /** Where `${env:NAME}` is looked up. */
  readonly env: Outside['env'];
  /** `path=value`, as given with `--set`. */
  readonly overrides: readonly string[];
  readonly store: StageStore;
  /** What is not to be taken from the store, with all that is made from it. */
  readonly recompute?: readonly StageKind[];
}

/** A sweep that has been read, checked and planned; nothing of it has been computed. */
export interface PreparedSweep extends Omit<PlannedRuns, 'add'> {
  readonly loaded: ReadSpec;
  /** Keys of stages that are stored already, and of features that were evicted and that nothing has to read any more. */
  readonly cached: ReadonlySet<string>;
  /** Keys of stages that are computed whether they are stored or not. */
  readonly recomputed: ReadonlySet<string>;
  /** Adds a run to the plan that the search has proposed since, and says which of its stages are stored. */
  readonly add: (run: Run) => Promise<AddedRun>;
}

export interface AddedRun {
  readonly planned: PlannedRun;
  readonly cached: ReadonlySet<string>;
}

/**
 * From a spec to a plan. Image contents are hashed the first time; no backend is needed and nothing is downloaded.
 * @throws ThawError with all that is wrong with the spec, with its dataset, or with what the spec asks of the dataset.
 */
export async function prepareSweep(options: PrepareOptions): Promise<PreparedSweep> {
  const written = await readSpec(options.spec, options);
  const { add, ...planned } = await planRuns(written, options);
  const { plan, datasets } = planned;
  const loaded = specOnData(written, planned);
  const kinds = options.recompute ?? [];
  const recomputed = new Set(toRecompute(plan.stages, kinds));
  const cached = await findCached(plan, recomputed, options);
  return {
    ...{ loaded, ...planned, cached, recomputed },
    async add(run) {
      const runs = await add([run]);
      const part = {
        runs,
        stages: runs[0]!.stages.map((key) => plan.stage(key)!),
        stage: plan.stage.bind(plan),
      };
      specOnData(loaded, { plan: part, datasets });
      // What other runs have in common with it is new already.
      const own = part.stages.filter((stage) => stage.runs.length === 1);
      for (const key of toRecompute(own, kinds)) recomputed.add(key);
      return { planned: runs[0]!, cached: await findCached(part, recomputed, options) };
    },
  };
}

/** The stages of these kinds, and all that is made from them: it would else say what they said before. */
function toRecompute(stages: readonly Stage[], kinds: readonly StageKind[]): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const { kind, key, parents } of stages)
    if (kinds.includes(kind) || parents.some((parent) => keys.has(parent))) keys.add(key);
  return keys;
}

async function findCached(
  plan: Plan,
  recomputed: ReadonlySet<string>,
  { store }: PrepareOptions,
): Promise<ReadonlySet<string>> {
  // Of thousands of stages most are new: to ask for all that there are costs less than to look for each.
  const begun = new Set((await store.stages()).map(({ key }) => key));
  const candidates = plan.stages.filter(({ key }) => begun.has(key) && !recomputed.has(key));
  const areStored = await Promise.all(candidates.map((stage) => isStored(store, stage)));
  const stored = new Set(candidates.filter((_, index) => areStored[index]).map(({ key }) => key));
  const toRead = featuresToRead(plan.runs, plan, stored);
  for (const stage of plan.stages) {
    if (
      stage.kind === 'features' &&
      begun.has(stage.key) &&
      !recomputed.has(stage.key) &&
      !toRead.has(stage.key) &&
      (await isEvicted(store, stage))
    )
      stored.add(stage.key);
  }
  return stored;
}
