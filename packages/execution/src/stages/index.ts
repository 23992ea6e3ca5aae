export { type StoredDataset, readDataset, storeDataset } from './dataset-stage.js';
export { type EvaluationResult, readEvaluation, readPredictions } from './evaluate-stage.js';
export {
  FeatureCollection,
  type FeaturesManifest,
  readFeaturesManifest,
  readShardLists,
  unreadableOf,
} from './feature-collection.js';
export { type FeatureOutput, rowBytes } from './feature-layout.js';
export { FeatureReader } from './feature-reader.js';
export { type IndexOf, isEvicted, isStored } from './is-stored.js';
export { modelKey } from './model-key.js';
export type { StageSettings } from './open-context.js';
export type { Report } from './stage-context.js';
export {
  computeScores,
  imagesToScore,
  mostScored,
  readScores,
  type ScoredImage,
  scoreKey,
  type StoredScores,
} from './score-stage.js';
export { Trajectory } from './trajectory.js';
export { copyRows, imageRows, wantedRows } from './wanted-rows.js';
