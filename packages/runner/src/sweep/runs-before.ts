import type { RankedBy, RunStatus } from '@thaw/core';
import { readSweep } from '@thaw/tracker';
import { existsSync } from 'node:fs';

/** How a run stands by the journal of its sweep, and what it has come to. */
export interface RunBefore extends RankedBy {
  readonly status: RunStatus;
}

/** By the runs' ids. */
export type RunsBefore = ReadonlyMap<string, RunBefore>;

/** What earlier executions of a sweep have journaled. */
export interface SweepBefore {
  readonly runs: RunsBefore;
  /** What its spec said of tracking when that was last told; absent for a sweep that was never started. */
  readonly tracking?: { readonly experiment: string; readonly tags: Readonly<Record<string, string>> };
}

export async function readSweepBefore(journalFile: string): Promise<SweepBefore> {
  if (!existsSync(journalFile)) return { runs: new Map() };
  const { sweep, runs, tags } = await readSweep(journalFile);
  return {
    runs: new Map(runs.map(({ id, status, metrics }) => [id, { status, metrics }])),
    ...(sweep && { tracking: { experiment: sweep.experiment, tags } }),
  };
}
