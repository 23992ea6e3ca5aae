import type { ReplicaCheck, ReplicaHome } from '@thaw/core';
import { SweepJournal } from './sweep-journal.js';

/**
 * Compares a journal with its replica and changes neither.
 * @throws ThawError of the journal (`readJournal`) or of the replica.
 */
export async function checkSync(options: {
  readonly journalFile: string;
  readonly home: ReplicaHome;
}): Promise<ReplicaCheck> {
  const journal = new SweepJournal(options.journalFile);
  await journal.read();
  if (!journal.sweep) return { runs: 0, points: 0, differences: [] };
  return options.home.open(journal).check();
}
