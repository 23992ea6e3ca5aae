import type { OnProgress } from '@thaw/core';
import type { MlflowClient } from '../mlflow/client.js';
import { MlflowReplica, type SyncReport } from './replica.js';

export interface SyncOptions {
  readonly journalFile: string;
  readonly client: MlflowClient;
  readonly onProgress?: OnProgress;
}

/**
 * Makes the server equal to the journal: sends what it lacks, doubles nothing, however often it is called.
 * @returns undefined if the journal holds no sweep yet.
 * @throws ThawError of the journal (`readJournal`) or of the client.
 */
export async function syncJournal({
  journalFile,
  client,
  onProgress,
}: SyncOptions): Promise<SyncReport | undefined> {
  const replica = new MlflowReplica(journalFile, client);
  await replica.read();
  const onRun = (done: number, total: number): void =>
    onProgress?.({ label: 'sending runs to MLflow', done, total });
  // The client has repeated what may be repeated. A create may not, and a run may have been deleted under us: another
  // push looks at the server anew. Whatever stands in the way for good lets none get further than the one before.
  for (let before = -1; ; before = replica.progress) {
    try {
      return await replica.push(onRun);
    } catch (error) {
      if (replica.progress === before) throw error;
    }
  }
}
