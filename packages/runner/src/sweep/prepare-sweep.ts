import type { Plan, StageKind, StageStore } from '@thaw/core';
import { isEvicted, isStored } from '@thaw/execution/stages';
import { featuresToRead } from './features-to-read.js';
import { planRuns, type PlannedRuns, type PlanRunsOptions } from './plan-runs.js';
import { readSpec, type ReadSpec } from './read-spec.js';
import { specOnData } from './spec-on-data.js';

export interface PrepareOptions extends PlanRunsOptions {
  readonly specFile: string;
  /** `path=value`, as given with `--set`. */
  readonly overrides: readonly string[];
  readonly store: StageStore;
  /** What is not to be taken from the store, with all that is made from it. */
  readonly recompute?: readonly StageKind[];
}

/** A sweep that has been read, checked and planned; nothing of it has been computed. */
export interface PreparedSweep extends PlannedRuns {
  readonly loaded: ReadSpec;
  /** Keys of stages that are stored already, and of features that were evicted and that nothing has to read any more. */
  readonly cached: ReadonlySet<string>;
  /** Keys of stages that are computed whether they are stored or not. */
  readonly recomputed: ReadonlySet<string>;
}

/**
 * From a spec to a plan. Image contents are hashed the first time; no backend is needed and nothing is downloaded.
 * @throws ThawError with all that is wrong with the spec, with its dataset, or with what the spec asks of the dataset.
 */
export async function prepareSweep(options: PrepareOptions): Promise<PreparedSweep> {
  const written = await readSpec(options.specFile, options.overrides);
  const planned = await planRuns(written, options);
  const loaded = specOnData(written, planned);
  const recomputed = toRecompute(planned.plan, options.recompute ?? []);
  const cached = await findCached(planned.plan, recomputed, options);
  return { loaded, ...planned, cached, recomputed };
}

/** The stages of these kinds, and all that is made from them: it would else say what they said before. */
function toRecompute({ stages }: Plan, kinds: readonly StageKind[]): ReadonlySet<string> {
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
  const toRead = featuresToRead(plan.runs, new Map(plan.stages.map((stage) => [stage.key, stage])), stored);
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
