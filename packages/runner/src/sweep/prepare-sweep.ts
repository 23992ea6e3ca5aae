import type {
  Knowledge,
  KnownPoint,
  ComparedNetworks,
  Outside,
  Plan,
  PlannedRun,
  Run,
  StageKind,
  StageStore,
  TakenSettings,
  WrittenSpec,
} from '@thaw/core';
import type { ComputingDevice } from '@thaw/engine/device';
import { join } from 'node:path';
import type { ToScreen } from '../rank/to-screen.js';
import { findStored, type StoredStages } from './find-stored.js';
import { isToKnow, knowledgeOf, knownPoints } from './knowledge.js';
import { planRuns, type PlannedRuns, type PlanRunsOptions } from './plan-runs.js';
import type { ReadSpec } from './read-spec.js';
import { readScreened } from './read-screened.js';
import { Replacement } from './replacement.js';
import { specOnData } from './spec-on-data.js';

export interface PrepareOptions extends PlanRunsOptions, ComputingDevice {
  /** The path of a file, or an object whose paths are relative to `cwd`. */
  readonly spec: WrittenSpec;
  readonly cwd: string;
  /** Where `${env:NAME}` is looked up. */
  readonly env: Outside['env'];
  /** `path=value`, as given with `--set`. */
  readonly overrides: readonly string[];
  readonly store: StageStore;
  /** What has been measured by now for `auto`, by question. */
  readonly taken?: ReadonlyMap<string, TakenSettings>;
  /** Leave open what was decided before. */
  readonly decidesAnew?: boolean;
  /** What is not to be taken from the store, with all that is made from it. */
  readonly recompute?: readonly StageKind[];
}

/** Runs that have been read, checked and planned, and what of theirs is stored. */
export interface SweepPart extends Omit<PlannedRuns, 'add' | 'aside'>, StoredStages {
  readonly loaded: ReadSpec;
  /** Networks that it screens, and of which it is not known yet which it comes to; it is then planned with all. */
  readonly toScreen?: ToScreen;
}

/** A sweep that has been read, checked and planned; nothing of it has been computed. */
export interface PreparedSweep extends SweepPart {
  /** How its networks compared, where it screens them and all have been scored. */
  readonly networks?: ComparedNetworks;
  /** Keys of stages that have still to be computed though they are stored. */
  readonly recomputed: ReadonlySet<string>;
  /** These have been: what joins the sweep later takes them as they are. */
  readonly hasReplaced: (keys: readonly string[]) => void;
  /**
   * Adds a run to the plan that the search has proposed since, and says which of its stages are stored.
   * @throws ThawError with all that is wrong with its dataset, its weights, and what it asks of them.
   */
  readonly add: (run: Run) => Promise<AddedRun>;
  /** What its search knows of other sweeps, where it is to. */
  readonly knowledge?: Knowledge;
}

export interface AddedRun extends StoredStages {
  readonly planned: PlannedRun;
  /** Its own: that run, and its stages. */
  readonly plan: Plan;
}

/**
 * From a spec to a plan. Image contents are hashed the first time; no backend is needed and nothing is downloaded.
 * @throws ThawError with all that is wrong with the spec, with its dataset, or with what the spec asks of the dataset.
 */
export async function prepareSweep(options: PrepareOptions): Promise<PreparedSweep> {
  const { aside, ...ignorant } = await prepareKnowing(options, []);
  const { loaded } = ignorant;
  if (!isToKnow(loaded)) return ignorant;
  const journals = join(options.storeFolder, 'journals');
  const [first] = ignorant.plan.runs;
  const knowledge = await knowledgeOf({ loaded, first: first!, aside, journals });
  if (knowledge.configurations.length === 0) return { ...ignorant, knowledge };
  const { aside: _, ...prepared } = await prepareKnowing(
    { ...options, rehash: false },
    knownPoints(knowledge, loaded.objective),
  );
  return { ...prepared, knowledge };
}

/** As if the search knew of these points. */
async function prepareKnowing(
  options: PrepareOptions,
  known: readonly KnownPoint[],
): Promise<PreparedSweep & Pick<PlannedRuns, 'aside'>> {
  const { written, networks, toScreen } = await readScreened({ ...options, known });
  const { add, aside, ...planned } = await planRuns(written, options);
  const { plan, datasets } = planned;
  const loaded = specOnData(written, planned);
  const replacement = new Replacement(options.recompute ?? []);
  replacement.extend(plan.stages);
  const { recomputed } = replacement;
  const { store } = options;
  const { cached, stocks, elsewhere } = await findStored(plan, { store, datasets, recomputed });
  const knownStocks = new Map(stocks);
  return {
    ...{ loaded, ...planned, aside, cached, elsewhere, stocks: knownStocks, recomputed },
    ...(networks && { networks }),
    ...(toScreen && { toScreen }),
    hasReplaced: (keys) => replacement.done(keys),
    async add(run) {
      const runs = await add([run]);
      const part = {
        runs,
        stages: runs[0]!.stages.map((key) => plan.stage(key)!),
        stage: plan.stage.bind(plan),
      };
      specOnData(loaded, { plan: part, datasets });
      replacement.extend(part.stages);
      const found = await findStored(part, { store, datasets, recomputed });
      for (const [key, stock] of found.stocks) knownStocks.set(key, stock);
      return { planned: runs[0]!, plan: part, ...found };
    },
  };
}
