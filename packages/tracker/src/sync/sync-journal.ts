import type { OnProgress, ReplicaHome, ReplicaReport } from '@thaw/core';
import { SweepJournal } from './sweep-journal.js';

export interface SyncOptions {
  readonly journalFile: string;
  readonly home: ReplicaHome;
  readonly onProgress?: OnProgress;
}

/**
 * Makes the replica equal to the journal: sends what it lacks, doubles nothing, however often it is called.
 * @returns undefined if the journal holds no sweep yet.
 * @throws ThawError of the journal (`readJournal`) or of the replica.
 */
export async function syncJournal({
  journalFile,
  home,
  onProgress,
}: SyncOptions): Promise<ReplicaReport | undefined> {
  const journal = new SweepJournal(journalFile);
  await journal.read();
  if (!journal.sweep) return undefined;
  const replica = home.open(journal);
  const onRun = (done: number, total: number): void =>
    onProgress?.({ label: `sending runs to ${home.name}`, done, total });
  // What may be repeated has been repeated. Making a run may not, and one may have been deleted under us: another push
  // looks at the place anew. Whatever stands in the way for good lets none get further than the one before.
  for (let before = -1; ; before = replica.progress) {
    try {
      return await replica.push(onRun);
    } catch (error) {
      if (replica.progress === before) throw error;
    }
  }
}
