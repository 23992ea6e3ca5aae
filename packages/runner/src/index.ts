export { cancelSweep, type CancelledSweep, type CancelSweepOptions } from './api/cancel-sweep.js';
export { exportModel, type ExportedModel, type ExportModelOptions } from './api/export-model.js';
export { drawBackbone, inspectBackbone, type InspectBackboneOptions } from './api/inspect-backbone.js';
export { listBackbones, type BackboneList, type ListBackbonesOptions } from './api/list-backbones.js';
export { planSweep } from './api/plan-sweep.js';
export { registerModel, type RegisteredModel, type RegisterModelOptions } from './api/register-model.js';
export { rankNetworks, type NetworkRanking, type RankOptions } from './api/rank-networks.js';
export { predict, type PredictionSummary, type PredictOptions } from './api/predict.js';
export { readLog, type ReadLogOptions } from './api/read-log.js';
export { readRuns, type ReadRunsOptions } from './api/read-runs.js';
export { readStatus, type ReadStatusOptions } from './api/read-status.js';
export { runNights } from './api/run-nights.js';
export { runSweep, type RunSweepOptions } from './api/run-sweep.js';
export { validateSpec } from './api/validate-spec.js';
export { specFiles } from './spec-files/spec-files.js';

export type { InspectedBackbone } from './backbones/inspected-backbone.js';
export type { ListedBackbone } from './backbones/listed-backbone.js';
export type * from './api/nights.js';
export type * from './api/options.js';
export type * from './api/results.js';
export type * from './events/sweep-event.js';
export type {
  ImagePrediction,
  PredictedClass,
  PredictedImages,
  PredictionMetrics,
} from './predict/predictions.js';
export type { LogLine } from './run-log/log-line.js';
export type * from './status/standing.js';
export type { RunChoice, StoredRun } from './runs/choose-runs.js';

export {
  formatProblems,
  ThawError,
  type Night,
  type NightOutcome,
  type Objective,
  type Problem,
  type Run,
  type RunConfig,
  type RunStatus,
  type SourcePosition,
  type ExtendingSpec,
  type Spec,
} from '@thaw/core';
