import { ThawError, type OnProgress, type Problem, type ReplicaReport } from '@thaw/core';
import { journalsIn } from '../../journal/journals-in.js';
import { createMlflowClient } from '../client.js';
import { mlflowHome } from '../mlflow-home.js';
import { syncJournal } from '../../sync/sync-journal.js';
import { provisionMlflow } from './provision-mlflow.js';
import { startMlflow } from './start-mlflow.js';

export interface TrackerUiOptions {
  readonly cacheFolder: string;
  /** All journals in it are synced. It may be missing. */
  readonly journalsFolder: string;
  /** Where the server keeps its database, artifacts and log. */
  readonly folder: string;
  readonly port?: number;
  readonly onProgress?: OnProgress;
  /** Stops the server. */
  readonly signal: AbortSignal;
}

export interface TrackerUi {
  /** Opens on the right view in a browser. */
  readonly address: string;
  /** For MLFLOW_TRACKING_URI. */
  readonly uri: string;
  readonly reports: readonly ReplicaReport[];
  /** Journals that could not be synced, and why. */
  readonly problems: readonly Problem[];
  /** Settles when the signal has stopped the server. */
  readonly closed: Promise<void>;
}

/**
 * Provisions and starts a real MLflow on loopback and syncs every journal to it.
 * @throws ThawError of `provisionMlflow` and `startMlflow`.
 */
export async function trackerUi(options: TrackerUiOptions): Promise<TrackerUi> {
  const { cacheFolder, folder, port, onProgress, signal } = options;
  const python = await provisionMlflow({ cacheFolder, onProgress });
  onProgress?.({ label: 'starting MLflow' });
  const server = await startMlflow({ python, folder, port, signal });
  const closed = aborted(signal).then(() => server.stop());

  try {
    const synced = await syncAll(server.uri, options);
    return { address: viewAddress(server.uri, synced.reports), uri: server.uri, ...synced, closed };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** A journal that cannot be synced does not keep the others from being seen. */
async function syncAll(
  uri: string,
  { journalsFolder, onProgress, signal }: TrackerUiOptions,
): Promise<Pick<TrackerUi, 'reports' | 'problems'>> {
  const home = mlflowHome(createMlflowClient({ uri })).until(signal);
  const reports: ReplicaReport[] = [];
  const problems: Problem[] = [];
  for (const journalFile of await journalsIn(journalsFolder)) {
    try {
      const report = await syncJournal({ journalFile, home, onProgress });
      if (report) reports.push(report);
    } catch (error) {
      if (signal.aborted) break;
      if (!(error instanceof ThawError)) throw error;
      problems.push(...error.problems);
    }
  }
  return { reports, problems };
}

/** The runs of the experiment that was synced last; MLflow's start page shows its assistants otherwise. */
function viewAddress(uri: string, reports: readonly ReplicaReport[]): string {
  const last = reports.at(-1);
  return `${uri}/#/experiments${last ? `/${last.place.ids['experimentId']}/runs` : ''}?workflowType=machine_learning`;
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
