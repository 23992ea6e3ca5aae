import { holderOf } from '@thaw/locks';

/** Beside a journal. Whoever executes its sweep holds it, and is the journal's one writer. */
export const journalLock = (journalFile: string): string => journalFile.replace(/(\.ndjson)?$/, '.lock');

/** Whether some process executes the sweep of a journal just now; the journal tells only what was last written. */
export const isSweepAlive = async (journalFile: string): Promise<boolean> =>
  (await holderOf(journalLock(journalFile))) !== undefined;
