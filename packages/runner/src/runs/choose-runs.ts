import { didYouMean, goalOf, rankRuns, ThawError, type RankedBy, type RunStatus } from '@thaw/core';
import type { RunRecord } from '@thaw/tracker/journals';
import { isSweepCalled, unknownSweeps } from '../journals/choose-sweeps.js';

/** A run as the journal of its sweep has it. */
export interface StoredRun extends RunRecord {
  /** Of its sweep; absent where the journal does not tell. */
  readonly sweepName?: string;
  /** What was changed in the spec of its sweep, as `PATH=VALUE`. */
  readonly overrides: readonly string[];
}

export interface RunChoice {
  /** Names or ids of sweeps, or how the ids begin; none for all. */
  readonly sweep?: readonly string[];
  /** None for all. */
  readonly status?: readonly RunStatus[];
  /** `time`, newest first, or a metric, best first; else as the journals have them. */
  readonly sort?: string;
  /** At most so many: the first where they are sorted, else those that started last. Default: all. */
  readonly limit?: number;
}

/** @throws ThawError `THAW-COMPARE-NO-SWEEP`, `THAW-CLI-BAD-VALUE`. */
export function chooseRuns(
  all: readonly StoredRun[],
  { sweep = [], status = [], sort, limit }: RunChoice,
): readonly StoredRun[] {
  const sweeps = [...new Map(all.flatMap(calledSweep).map((each) => [each.id, each])).values()];
  const unknown = unknownSweeps(sweeps, sweep);
  if (unknown.length > 0) throw new ThawError(unknown);
  const chosen = all.filter(
    (run) =>
      (sweep.length === 0 ||
        sweep.some((text) => calledSweep(run).some((each) => isSweepCalled(each, text)))) &&
      (status.length === 0 || status.includes(run.status)),
  );
  return fewRuns(sorted(chosen, sort, all), { sort, limit });
}

/** So many of them: the first where they are sorted, else those that started last. */
export function fewRuns(
  runs: readonly StoredRun[],
  { sort, limit = Infinity }: Pick<RunChoice, 'sort' | 'limit'>,
): readonly StoredRun[] {
  if (sort !== undefined) return runs.slice(0, limit);
  const latest = new Set(runs.toSorted((a, b) => b.startedMs - a.startedMs).slice(0, limit));
  return runs.filter((run) => latest.has(run));
}

/** The sweep of a run, if it is known what that is called. */
const calledSweep = ({ sweep: id, sweepName: name }: StoredRun) => (name === undefined ? [] : [{ id, name }]);

function sorted(
  runs: readonly StoredRun[],
  sort: string | undefined,
  all: readonly StoredRun[],
): readonly StoredRun[] {
  if (sort === undefined) return runs;
  if (sort === 'time') return runs.toSorted((a, b) => b.startedMs - a.startedMs);
  // What the objectives of different sweeps come to cannot be compared.
  const metrics = new Set(all.flatMap(({ metrics }) => Object.keys(metrics)));
  metrics.delete('objective');
  if (!metrics.has(sort)) throw unknownOrder(sort, [...metrics]);
  return rankRuns(runs, { metric: sort, goal: goalOf(sort) }, inItsSweep).map(({ run }) => run);
}

/** The same configuration in two sweeps is two groups. */
const inItsSweep = ({ group, ...run }: StoredRun): RankedBy => ({
  ...run,
  ...(group && { group: { ...group, id: `${run.sweep} ${group.id}` } }),
});

const unknownOrder = (sort: string, metrics: readonly string[]): ThawError =>
  new ThawError({
    code: 'THAW-CLI-BAD-VALUE',
    message: `--sort ${sort}: no run has such a metric`,
    expected: ['time', ...metrics].join(', '),
    found: JSON.stringify(sort),
    remedy: didYouMean(sort, ['time', ...metrics]) ?? 'name one of these',
  });
