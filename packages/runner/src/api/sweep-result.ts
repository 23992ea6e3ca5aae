import { rankRuns } from '@thaw/core';
import type { SweepEvent, SweepOutcome } from '../events/sweep-event.js';
import type { PreparedSweep } from '../sweep/prepare-sweep.js';
import type { SweepResult } from './results.js';

export type RunEnded = SweepEvent & { readonly type: 'run-ended' };

export function sweepResult(
  { loaded, plan }: Pick<PreparedSweep, 'loaded' | 'plan'>,
  status: SweepOutcome,
  ended: readonly RunEnded[],
): SweepResult {
  const { sweepId: sweep, name, objective } = loaded;
  const runOf = new Map(plan.runs.map(({ run }) => [run.id, run]));
  const swept = [...new Set(plan.runs.flatMap(({ run }) => Object.keys(run.parameters)))];
  const known = ended.filter(({ run }) => runOf.has(run));
  const runs = rankRuns(known, objective, (run) => run).map(
    ({ run: { type: _, run: id, ...rest }, rank }) => ({
      ...runOf.get(id)!,
      ...rest,
      ...(rank !== undefined && { rank }),
    }),
  );
  const best = runs.find(({ rank }) => rank !== undefined);
  return { sweep, name, status, objective, swept, runs, ...(best && { best }) };
}
