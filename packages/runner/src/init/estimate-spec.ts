import {
  estimatePlan,
  loadSpec,
  planSweep,
  ThawError,
  type BackboneRegistry,
  type DatasetFacts,
  type LoadedSpec,
  type Plan,
  type PlanEstimate,
} from '@thaw/core';
import {
  datasetProblems,
  usableDataset,
  type DatasetIndex,
  type UnreadableImage,
} from '@thaw/execution/data';
import { dirname, resolve } from 'node:path';
import { demandsOf } from '../sweep/dataset-use.js';
import type { EstimatedMachine } from '../sweep/estimate-sweep.js';
import { specOnData } from '../sweep/spec-on-data.js';

/** What a spec that was never written to a file is read with. */
export interface Bench {
  /** Where the file will be. */
  readonly file: string;
  /** By the names that specs have for them, */
  readonly named: BackboneRegistry;
  /** and by those that runs have. */
  readonly registry: BackboneRegistry;
  /** The images as they are, or as the manifest has them that is written with the spec. */
  readonly index: DatasetIndex;
  readonly facts: DatasetFacts;
  readonly unreadable: readonly UnreadableImage[];
  readonly machine: Required<EstimatedMachine>;
}

export interface BenchedSpec {
  readonly loaded: LoadedSpec;
  readonly plan: Plan;
  readonly estimate: PlanEstimate;
}

/** Reads the text of a spec as `thaw plan` would, and estimates it. Nothing is read from any file. */
export function estimateSpec(
  text: string,
  { file, named, registry, index, facts, machine }: Bench,
): BenchedSpec {
  const loaded = loadSpec(text, {
    ...{ file, backbones: named },
    resolvePath: (path) => resolve(dirname(file), path),
  });
  const plan = planSweep({
    ...{ runs: loaded.runs, backbones: registry },
    datasetOf: () => facts,
    weightsOf: ({ backbone }) => `${backbone.name} as it would be`,
  });
  const estimate = estimatePlan({
    ...{ plan, cached: new Set<string>(), backbones: registry, ...machine },
    datasetOf: () => ({ images: facts.images, classes: facts.classes, imageBytes: index.imageBytes }),
  });
  return { loaded, plan, estimate };
}

/**
 * Holds a spec against the images, as `validate` does and as a sweep does once it has decoded them.
 * @throws ThawError with all that is wrong.
 */
export function checkOnImages({ loaded, plan }: BenchedSpec, { index, unreadable }: Bench): void {
  const datasets = new Map(plan.runs.map(({ stages }) => [stages[0]!, index]));
  const ranked = specOnData(loaded, { plan, datasets });
  const run = ranked.runs[0]!;
  const { data, seed } = run.config;
  const usable = usableDataset(index, { ...data.split, seed }, unreadable);
  const problems = datasetProblems(usable, demandsOf(run, ranked));
  if (problems.length > 0) throw new ThawError(problems);
}
