import {
  rankGroups,
  selectionOptimism,
  type RankedGroup,
  type RefusedRun,
  type Run,
  type StageStore,
} from '@thaw/core';
import type { RunEnded, SweepOutcome } from '../events/sweep-event.js';
import { selectionOfImages } from '../report/selection-of-images.js';
import type { PreparedSweep } from '../sweep/prepare-sweep.js';
import type { GroupResult, RunResult, SweepResult } from './results.js';

/** `refused`: runs that a search has proposed and of which nothing could begin; they may not be in the plan. */
export function sweepResult(
  { loaded, plan }: Pick<PreparedSweep, 'loaded' | 'plan'>,
  status: SweepOutcome,
  ended: readonly RunEnded[],
  refused: readonly RefusedRun[] = [],
): SweepResult {
  const { sweepId: sweep, name, objective } = loaded;
  const runOf = new Map<string, RefusedRun>(
    [...refused, ...plan.runs.map(({ run }) => run)].map((run) => [run.id, run]),
  );
  const swept = [...new Set([...runOf.values()].flatMap(({ parameters }) => Object.keys(parameters)))];
  // One that went on after it was stopped has ended twice.
  const last = [...new Map(ended.map((run) => [run.run, run])).values()];
  const results = last.map(({ type: _, run: id, ...rest }): RunResult => ({ ...runOf.get(id)!, ...rest }));
  const ranked = rankGroups(results, objective, (run) => run);
  const runs = ranked.flatMap(({ runs: members, rank }) =>
    members.map((run): RunResult => ({ ...run, ...(rank !== undefined && { rank }) })),
  );
  const selection = selectionOptimism(ranked, objective, (run) => run);
  const best = runs.find((run): run is RunResult & Run => run.rank !== undefined);
  return {
    ...{ sweep, name, status, objective, swept, runs },
    groups: ranked.map(groupResult),
    ...(selection && { selection }),
    ...(best && { best }),
  };
}

/** Of single runs, what their choice flatters by is in what they have stored. */
export async function withSelection(
  result: SweepResult,
  { plan, datasets }: Pick<PreparedSweep, 'plan' | 'datasets'>,
  store: StageStore,
): Promise<SweepResult> {
  const { runs, groups, objective } = result;
  if (groups.some(({ size }) => size > 1)) return result;
  const planned = new Map(plan.runs.map((each) => [each.run.id, each]));
  const candidates = runs
    .filter(({ rank }) => rank !== undefined)
    .map(({ id }) => ({ dataset: planned.get(id)!.stages[0]!, evaluate: planned.get(id)!.evaluate }));
  const labelsOf = (dataset: string) => datasets.get(dataset)!.images;
  const selection = await selectionOfImages(candidates, objective, labelsOf, store);
  return { ...result, ...(selection && { selection }) };
}

function groupResult({ group, runs, ...standing }: RankedGroup<RunResult>): GroupResult {
  const { id, name } = group ?? runs[0]!;
  return { id, name, size: group?.size ?? 1, runs: runs.map((run) => run.id), ...standing };
}
