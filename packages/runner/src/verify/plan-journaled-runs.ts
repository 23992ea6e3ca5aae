import { ThawError, type OnProgress, type Problem, type Run } from '@thaw/core';
import { type Backbones, loadBackbones, withBuiltIn } from '@thaw/execution/backbones';
import type { WeightsPlaces } from '@thaw/execution/weights';
import { join } from 'node:path';
import { findRun, readJournals, type JournaledRun } from '../journals/journaled-runs.js';
import { planRuns, type PlannedRuns } from '../sweep/plan-runs.js';

export interface PlanJournaledOptions {
  readonly storeFolder: string;
  /** Where packages are imported from. */
  readonly workspace: string;
  readonly weightsPlaces: WeightsPlaces;
  readonly onProgress: OnProgress;
}

/**
 * Plans runs that finished from their configurations; images are read again, whatever is remembered of them.
 * @throws ThawError `THAW-RUN-UNKNOWN`, `THAW-RUN-NONE-FINISHED`, `THAW-RUN-OTHER-INPUTS`, and what planning throws.
 */
export async function planJournaledRuns(
  wanted: readonly string[],
  { storeFolder, workspace, weightsPlaces, onProgress }: PlanJournaledOptions,
): Promise<PlannedRuns & { readonly backbones: Backbones }> {
  const { runs: journaled } = await readJournals(join(storeFolder, 'journals'));
  const finished = journaled.filter(({ record, config }) => record.status === 'finished' && config);
  const chosen = wanted.length > 0 ? wanted.map((id) => findRun(finished, id)) : finished;
  if (chosen.length === 0) throw nothing();
  const byId = new Map(chosen.map((run) => [run.record.id, run]));
  const names = [...new Set(chosen.map(({ config }) => config!.backbone.name))];
  const { loaded, unavailable } = await loadBackbones(names, workspace);
  if (unavailable.size > 0) throw new ThawError([...unavailable.values()]);
  const backbones = withBuiltIn(loaded);
  const runs = [...byId.values()].map(({ record, config }): Run => ({
    id: record.id,
    name: record.name,
    parameters: {},
    config: config!,
  }));
  const planned = await planRuns(
    { runs, backbones },
    { storeFolder, weightsPlaces, onProgress, rehash: true },
  );
  const problems = planned.plan.runs.flatMap(({ run, stages }) =>
    otherInputs(byId.get(run.id)!, stages, planned),
  );
  if (problems.length > 0) throw new ThawError(problems);
  return { ...planned, backbones };
}

/** What a run's stages were made from is in their keys. */
function otherInputs(
  { record }: JournaledRun,
  keys: readonly string[],
  { plan }: PlannedRuns,
): readonly Problem[] {
  const known = new Set(record.stages.map(({ key }) => key));
  const key = keys.find((each) => !known.has(each));
  if (key === undefined) return [];
  const { kind } = plan.stage(key)!;
  return [
    {
      code: 'THAW-RUN-OTHER-INPUTS',
      message: `run ${record.id} cannot be computed again: ${causes[kind]}`,
      expected: `the ${kind} stage ${record.stages.find((stage) => stage.kind === kind)?.key.slice(0, 12) ?? 'of the run'}`,
      found: `${kind} ${key.slice(0, 12)}`,
      remedy: '`thaw explain` names what it was made from; bring that back, or run its sweep again',
    },
  ];
}

const causes = {
  dataset: 'its images, or their labels, are others now',
  features: 'the weights or the network are others now, or this version of Thaw computes otherwise',
  train: 'this version of Thaw trains otherwise',
  evaluate: 'this version of Thaw evaluates otherwise',
} as const;

const nothing = () =>
  new ThawError({
    code: 'THAW-RUN-NONE-FINISHED',
    message: 'the store has no run that finished',
    expected: 'a finished run',
    remedy: 'run a sweep first, or name its store with --store',
  });
