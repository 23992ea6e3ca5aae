import { didYouMean, goalOf, rankRuns, ThawError, type RunStatus } from '@thaw/core';
import type { RunRecord, SweepRecord } from '@thaw/tracker';
import { isSweepCalled, unknownSweeps } from '../journals/choose-sweeps.js';

/** A run with the sweep that it is of, as far as the journal tells of that. */
export interface ListedRun {
  readonly record: RunRecord;
  readonly sweep: SweepRecord | undefined;
}

export interface RunChoice {
  /** Names or ids of sweeps; empty for all. */
  readonly sweep: readonly string[];
  /** Empty for all. */
  readonly status: readonly RunStatus[];
  /** `time`, newest first, or a metric, best first; else as the journals have them. */
  readonly sort?: string;
  readonly limit?: number;
}

/** @throws ThawError `THAW-COMPARE-NO-SWEEP`, `THAW-CLI-BAD-VALUE`. */
export function chooseRuns(
  all: readonly ListedRun[],
  { sweep, status, sort, limit }: RunChoice,
): readonly ListedRun[] {
  const sweeps = [...new Set(all.flatMap((each) => each.sweep ?? []))];
  const unknown = unknownSweeps(sweeps, sweep);
  if (unknown.length > 0) throw new ThawError(unknown);
  const chosen = all.filter(
    (each) =>
      (sweep.length === 0 || sweep.some((text) => each.sweep && isSweepCalled(each.sweep, text))) &&
      (status.length === 0 || status.includes(each.record.status)),
  );
  return sorted(chosen, sort, all).slice(0, limit);
}

function sorted(
  runs: readonly ListedRun[],
  sort: string | undefined,
  all: readonly ListedRun[],
): readonly ListedRun[] {
  if (sort === undefined) return runs;
  if (sort === 'time') return runs.toSorted((a, b) => b.record.startedMs - a.record.startedMs);
  // What the objectives of different sweeps come to cannot be compared.
  const metrics = new Set(all.flatMap(({ record }) => Object.keys(record.metrics)));
  metrics.delete('objective');
  if (!metrics.has(sort)) throw unknownOrder(sort, [...metrics]);
  return rankRuns(runs, { metric: sort, goal: goalOf(sort) }, ({ record }) => record).map(({ run }) => run);
}

const unknownOrder = (sort: string, metrics: readonly string[]): ThawError =>
  new ThawError({
    code: 'THAW-CLI-BAD-VALUE',
    message: `--sort ${sort}: no run has such a metric`,
    expected: ['time', ...metrics].join(', '),
    found: JSON.stringify(sort),
    remedy: didYouMean(sort, ['time', ...metrics]) ?? 'name one of these',
  });
