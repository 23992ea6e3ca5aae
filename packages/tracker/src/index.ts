export { isSweepAlive, journalLock } from './journal/journal-lock.js';
export { journalPath, openJournal, type Journal } from './journal/journal.js';
export { journalsIn } from './journal/journals-in.js';
export { readJournal, readOutline } from './journal/read-journal.js';

export { ArtifactFolder, readArtifactFile } from './artifacts/artifact-folder.js';

export { costByKind, totalCost, type CostOfKind } from './runs/cost-by-kind.js';
export { foldJournal, type FoldedJournal } from './runs/fold-journal.js';
export { readSweep } from './runs/read-sweep.js';
export { metricValue, type MetricValue, type RunRecord, type SweepRecord } from './runs/run-record.js';

export { createMlflowClient, type MlflowClient, type MlflowClientOptions } from './mlflow/client.js';
export { mlflowCredentials, type MlflowCredentials } from './mlflow/credentials.js';
export { mlflowHome } from './mlflow/mlflow-home.js';
export { otherTracking, redactUri, serverCommand } from './mlflow/tracking-uri.js';

export { loggedTable } from './mlflow/replica/logged-table.js';
export { checkSync } from './sync/check-sync.js';
export { JournalFollower, type FollowOptions, type SyncOutcome } from './sync/follow-journal.js';
export { syncJournal, type SyncOptions } from './sync/sync-journal.js';

export { provisionMlflow, type ProvisionOptions } from './mlflow/ui/provision-mlflow.js';
export { startMlflow, type MlflowServer, type StartOptions } from './mlflow/ui/start-mlflow.js';
export { trackerUi, type TrackerUi, type TrackerUiOptions } from './mlflow/ui/tracker-ui.js';

export {
  compareRuns,
  type ChangedAnswer,
  type RunComparison,
  type RunToCompare,
} from './compare/compare-runs.js';
export {
  compareGroups,
  type GroupComparison,
  type GroupedRun,
  type PairedDifference,
} from './compare/compare-groups.js';
export type { Difference } from './compare/bootstrap-difference.js';
export type { HeldOut, HeldOutImage } from './compare/held-out.js';
export { standardError } from './compare/standard-error.js';

export { mostPictured, type KeptMistake, type Picture } from './report/pictures/pictures.js';
export type {
  MistakeGallery,
  ReportData,
  ReportNights,
  ReportRun,
  ReportSweep,
} from './report/report-data.js';
export { reportPage } from './report/report-page.js';
export { webpUri } from './report/webp-uri.js';
export { worstMistakes } from './report/worst-mistakes.js';
