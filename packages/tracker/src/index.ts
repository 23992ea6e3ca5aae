export * from './journals.js';

export { createMlflowClient, type MlflowClient, type MlflowClientOptions } from './mlflow/client.js';
export { mlflowCredentials, type MlflowCredentials } from './mlflow/credentials.js';
export { mlflowHome } from './mlflow/mlflow-home.js';
export { otherTracking, redactUri, serverCommand } from './mlflow/tracking-uri.js';

export { checkSync } from './sync/check-sync.js';
export { JournalFollower, type FollowOptions, type SyncOutcome } from './sync/follow-journal.js';
export { syncJournal, type SyncOptions } from './sync/sync-journal.js';

export { provisionMlflow } from './mlflow/ui/provision-mlflow.js';
export { provisionPython, type ProvisionOptions } from './python/provision-python.js';
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

export type {
  MistakeGallery,
  ReportData,
  ReportNights,
  ReportRun,
  ReportSweep,
} from './report/report-data.js';
export { html, trusted, type Markup } from './report/markup.js';
export { reportPage } from './report/report-page.js';
export { wholePage, type PageParts } from './report/whole-page.js';
export { webpUri } from './report/webp-uri.js';
