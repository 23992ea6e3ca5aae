import type { FeaturesStock, Plan, StageStore } from '@thaw/core';
import type { DatasetIndex } from '@thaw/execution/data';
import { findStored } from '../sweep/find-stored.js';
import type { Candidate } from './candidate.js';

/** Networks of which a sweep has to know first which it keeps. */
export interface ToScreen {
  readonly candidates: readonly Candidate[];
  /** The passes of the images through those that nobody has scored, as a plan of their own. */
  readonly passes: Plan;
  /** By the key of a dataset stage. */
  readonly datasets: ReadonlyMap<string, DatasetIndex>;
  /** How many of their images are stored, by the key of the pass. */
  readonly stocks: ReadonlyMap<string, FeaturesStock>;
}

export async function toScreen(candidates: readonly Candidate[], store: StageStore): Promise<ToScreen> {
  const unscored = candidates.filter(({ scores }) => !scores);
  const stages = new Map(unscored.map(({ stage }) => [stage.key, stage]));
  const passes: Plan = { stages: [...stages.values()], runs: [], stage: (key) => stages.get(key) };
  const datasets = new Map(unscored.map(({ stage, source }) => [stage.wanted[0]!.dataset, source.index]));
  const { stocks } = await findStored(passes, { store, datasets, recomputed: new Set() });
  return { candidates, passes, datasets, stocks };
}
