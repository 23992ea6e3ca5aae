import type { RunStatus } from '@thaw/core';
import { foldJournal, readJournal } from '@thaw/tracker';
import { existsSync } from 'node:fs';

/** How the runs of a sweep stand by its journal, by their ids. */
export type RunsBefore = ReadonlyMap<string, RunStatus>;

/** Empty for a sweep that was never started. */
export async function readRunsBefore(journalFile: string): Promise<RunsBefore> {
  if (!existsSync(journalFile)) return new Map();
  const { runs } = await foldJournal(readJournal(journalFile));
  return new Map(runs.map(({ id, status }) => [id, status]));
}
