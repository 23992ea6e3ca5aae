import type { RunStatus } from '@thaw/core';
import { foldJournal, readJournal } from '@thaw/tracker';
import { existsSync } from 'node:fs';

/** What earlier executions of a sweep have journaled of a run. */
export interface RunBefore {
  readonly status: RunStatus;
  /** The last step with metrics. */
  readonly lastStep: number;
}

/** By run id; empty for a sweep that was never started. */
export async function readRunsBefore(journalFile: string): Promise<ReadonlyMap<string, RunBefore>> {
  if (!existsSync(journalFile)) return new Map();
  const { runs } = await foldJournal(readJournal(journalFile));
  // Each epoch has a loss, and steps count from 1 without gaps.
  return new Map(
    runs.map(({ id, status, history }) => [id, { status, lastStep: history['loss']?.length ?? 0 }]),
  );
}
