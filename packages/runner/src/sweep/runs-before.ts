import type { RunStatus } from '@thaw/core';
import { readSweep } from '@thaw/tracker';
import { existsSync } from 'node:fs';

/** How the runs of a sweep stand by its journal, by their ids. */
export type RunsBefore = ReadonlyMap<string, RunStatus>;

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
    runs: new Map(runs.map(({ id, status }) => [id, status])),
    ...(sweep && { tracking: { experiment: sweep.experiment, tags } }),
  };
}
