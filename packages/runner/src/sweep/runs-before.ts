import {
  nothingSpent,
  type PlannedRun,
  type RankedBy,
  type RunStatus,
  type Spent,
  type ExpectedSeconds,
} from '@thaw/core';
import { readSweep, type RunRecord } from '@thaw/tracker/journals';
import { existsSync } from 'node:fs';

/** How a run stands by the journal of its sweep, and what it has come to. */
export interface RunBefore extends RankedBy {
  readonly status: RunStatus;
  /** How many of all phases. */
  readonly epochs: number;
  /** Keys of its stages that did not fail when it was last executed. */
  readonly stages: ReadonlySet<string>;
  /** Keys of its stages that did not have to be computed when it was last executed. */
  readonly reused: ReadonlySet<string>;
  /** The key of the stage that made a model of it, if one was made. */
  readonly model?: string;
}

/** By the runs' ids. */
export type RunsBefore = ReadonlyMap<string, RunBefore>;

/** What earlier executions of a sweep have journaled. */
export interface SweepBefore {
  /** Of those that are of the sweep now. */
  readonly runs: RunsBefore;
  /** Whether it was last started with the runs that are certain now. */
  readonly isSame: boolean;
  /** What was computed for it. */
  readonly spent: Spent;
  /** What runs that its search chose from were expected to cost, by the hash of the choice. */
  readonly weighed: ReadonlyMap<string, ExpectedSeconds>;
  /** What its spec said of tracking when that was last told; absent for a sweep that was never started. */
  readonly tracking?: { readonly experiment: string; readonly tags: Readonly<Record<string, string>> };
}

/** `certain`: ids of the runs that the sweep is certain to come to now. */
export async function readSweepBefore(journalFile: string, certain: readonly string[]): Promise<SweepBefore> {
  if (!existsSync(journalFile))
    return { runs: new Map(), isSame: false, spent: nothingSpent, weighed: new Map() };
  const { sweep, runs, tags, spent, weighed } = await readSweep(journalFile);
  const isSame = sweep !== undefined && areEqual(sweep.runs, certain);
  // Where the spec comes to other runs by now, what was proposed besides is told anew, if it is proposed again.
  const isOfSweep = ({ id, isFormer }: RunRecord) => (isSame ? !isFormer : certain.includes(id));
  return {
    runs: new Map(runs.filter(isOfSweep).map((run) => [run.id, runBefore(run)])),
    ...{ isSame, spent, weighed },
    ...(sweep && { tracking: { experiment: sweep.experiment, tags } }),
  };
}

/**
 * Whether what a run came to is what it would come to now. Its id says only how it is configured: images and weights are in the keys of its stages. One that was
 * stopped or failed has not come to all of them.
 */
export const isAsBefore = ({ stages }: Pick<PlannedRun, 'stages'>, before: RunBefore): boolean =>
  before.status === 'finished'
    ? stages.every((key) => before.stages.has(key))
    : [...before.stages].every((key) => stages.includes(key));

const runBefore = ({ status, metrics, history, stages, model }: RunRecord): RunBefore => ({
  ...{ status, metrics },
  ...(model !== undefined && { model }),
  stages: new Set(stages.filter((stage) => stage.status !== 'failed').map(({ key }) => key)),
  reused: new Set(stages.filter((stage) => stage.status === 'reused').map(({ key }) => key)),
  epochs: Math.max(0, ...Object.values(history).map(({ length }) => length)),
});

/** Sets of ids, each without repeats. */
const areEqual = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && new Set([...one, ...other]).size === one.length;
