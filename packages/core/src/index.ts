export { listing } from './errors/listing.js';
export { ThawError, type Problem, type SourcePosition } from './errors/problem.js';

export { fromHalf, largestHalf, toHalf } from './numeric/half-precision.js';

export * from './layers/index.js';

export { imageChanges, type DrawnFrom } from './augment/image-changes.js';
export type { AugmentConfig } from './augment/image-operations.js';

export type { Backbone, BackboneRegistry } from './graph/backbone.js';
export { describeBlocks, parametersOf, type BlockFacts } from './graph/block-facts.js';
export { checkWeights } from './graph/check-weights.js';
export { graphCost, type CostOptions, type GraphCost } from './graph/cost.js';
export { findCut, type Cut } from './graph/cut.js';
export { GraphBuilder } from './graph/graph-builder.js';
export { imageSizeFault, type ImageSizeFault } from './graph/image-size.js';
export { initialWeights } from './graph/initial-weights.js';
export type { ChainLayer, Layer, LayerGraph, LayerOf } from './graph/layer-graph.js';
export { preprocessings, type Preprocessing, type PreprocessingName } from './graph/preprocessing.js';
export { planRematerialisation, type Rematerialisation } from './graph/rematerialise.js';
export { kerasOrder } from './graph/keras-order.js';
export { describeLayers, type LayerFacts } from './graph/shapes.js';
export { subGraph } from './graph/sub-graph.js';
export * from './graph/weights-format.js';
export type {
  ClassifierChain,
  NameMap,
  TensorAddress,
  WeightsRecord,
  WeightsSource,
} from './graph/weights-record.js';
export { isPlainFileName, largestIndex, mostPieces } from './graph/weights-pieces.js';
export { allNames, noLicence, shapeInFile, tensorsAt } from './graph/weights-record.js';

export * from './resize/index.js';

export { canonicalJson } from './hash/canonical-json.js';
export { contentHash, shortHash } from './hash/content-hash.js';
export { deepestValue, isTooDeep } from './records/depth.js';
export { groupBy } from './records/group-by.js';
export { own } from './records/own.js';
export { remember } from './records/remember.js';
export { shapeFault, type JsonShape } from './records/shape.js';
export { shapes } from './records/shapes.js';
export { seededRandom, shuffledIndices, type Random } from './random/random.js';

export {
  candidatesOf,
  gainNeeded,
  hasTaken,
  measuredNames,
  measuredSettings,
  takeFastest,
  usualPrecision,
  type MeasuredCandidate,
  type MeasuredNetwork,
  type MeasuredSettingName,
  type MeasuredValues,
  type TakenSettings,
} from './measured/measured-settings.js';
export {
  secondsOfShapes,
  shapesToMeasure,
  type MeasuredShape,
  type ShapeTimes,
  type TrainingShape,
  type WantedShape,
} from './measured/measured-shapes.js';
export {
  openSettings,
  subjectId,
  type MeasuredQuestion,
  type MeasuredSubject,
} from './measured/questions.js';
export { addHead } from './model/head.js';
export { ownPool, poolNames, poolsOf, type PoolName } from './model/pools.js';
export { takesOneSize, withClassifier } from './model/with-classifier.js';
export { headLogits, headPool, headPrefix, isHeadLayer } from './model/head-layers.js';
export { featuresStage, readOf, type FeaturesSettings } from './plan/features-stage.js';
export { graphHash } from './plan/model.js';
export {
  featuresBatchSize,
  featureShardBytes,
  heldFeatureBytes,
  workLeft,
  type FeaturesStock,
} from './plan/stored-features.js';
export { correctionBy, type Correction } from './plan/estimate/correction.js';
export { correctionKey } from './plan/estimate/correction-key.js';
export {
  estimatePlan,
  totalSeconds,
  type EstimateInputs,
  type PlanEstimate,
  type StageEstimate,
} from './plan/estimate/estimate-plan.js';
export type { BaseSpeed, MachineSpeed, PassSpeed } from './plan/estimate/machine-speed.js';
export { mostNumbersOnGpu } from './plan/estimate/kernel-limits.js';
export { largestBatch, memoryPlace, peakMemory, type MemoryPlace } from './plan/estimate/memory-model.js';
export { featuresBatch } from './plan/estimate/features-batch.js';
export { imagesPerSecond } from './plan/estimate/images-per-second.js';
export { ModelCostsCatalogue } from './plan/estimate/model-costs.js';
export { passCost } from './plan/estimate/pass-cost.js';
export { rawSeconds } from './plan/estimate/stage-seconds.js';
export type { MemoryDemand, StageDemand } from './plan/estimate/stage-demand.js';
export type { Work } from './plan/estimate/work.js';
export { stageKinds, stageVersions } from './plan/stage.js';
export { keyOfStage, stageKey } from './plan/stage-identity.js';
export type { Plan, PlannedPhase, PlannedRun } from './plan/plan.js';
export { Thawings, type Thawing } from './plan/thawing.js';
export { planSoFar } from './plan/plan-so-far.js';
export { splitOf } from './plan/drawn-by.js';
export { planSweep, type DatasetFacts, type GrowingPlan, type PlanInputs } from './plan/plan-sweep.js';
export type {
  DatasetStage,
  EvaluateStage,
  FeaturesStage,
  SplitSettings,
  Stage,
  StageKind,
  TrainStage,
  WantedImages,
} from './plan/stage.js';
export type * from './ports/index.js';

export { decideNight, momentOf, type NightDecision, type NightQuestion } from './nights/decide-night.js';
export { entriesFor, type DecidedSpec } from './nights/entries-for.js';
export { nightsIn, type HistoryEntry } from './nights/history.js';
export { historyLine, readHistory, type ReadHistory } from './nights/history-text.js';
export { isoTime } from './nights/iso-time.js';
export { nextDue, type NightSchedule } from './nights/night-schedule.js';
export { overdueNight, type OverdueNight, type OverdueQuestion } from './nights/overdue-night.js';
export type { Night, NightInputs, NightOutcome, NightsBest } from './nights/night.js';
export { changedInputs, type ChangedInput, type InputName } from './nights/changed-inputs.js';
export { type NightComparison } from './nights/compare-nights.js';
export {
  digestOf,
  isQuiet,
  latenessSeconds,
  standingOf,
  type NightStanding,
  type Standing,
} from './nights/digest.js';
export { asOneRun } from './ranking/group-runs.js';
export { howFar } from './ranking/how-far.js';
export { bestGroup, rankGroups, rankRuns, type Ranked, type RankedGroup } from './ranking/rank-runs.js';
export {
  areSeveral,
  costsOf,
  objectiveOf,
  objectivesIn,
  runOrder,
  type Objective,
  type RankedBy,
} from './ranking/run-order.js';
export { networkFacts } from './plan/network-facts.js';
export { paretoPlaces, type ParetoPlace } from './ranking/pareto.js';
export {
  chosenFrom,
  selectionOptimism,
  selectionOptimismOfImages,
  type SelectionOptimism,
} from './ranking/selection-optimism.js';
export {
  correctedInterval,
  correctedPValue,
  deviationOf,
  meanOf,
  type Interval,
} from './statistics/intervals.js';
export { Budget, nothingSpent, type BudgetEnd, type BudgetLimits, type Spent } from './schedule/budget.js';
export { leastMakespan, makespan } from './schedule/makespan.js';
export { missingBeside, secondsTogether } from './schedule/marginal-seconds.js';
export { runsWithin } from './schedule/runs-within.js';
export type { RefusedRun, RunEnd, RunNews } from './schedule/run-news.js';
export { searchedRuns, type RunEpoch, type RunSource, type Stopping } from './schedule/run-source.js';
export type { JudgedEpoch, StoppingRule, Verdict } from './schedule/stopping/stop-method.js';
export { stopMethods, type StopMethodName } from './schedule/stopping/stop-methods.js';
export type { Assignment, Step, TaskResult } from './schedule/step.js';
export { SweepSchedule } from './schedule/sweep-schedule.js';
export { keysOf, stagesOf, taskFor, type Task } from './schedule/task.js';

export {
  goalOf,
  factNames,
  isFact,
  objectives,
  shownMetrics,
  task,
  type MetricName,
  type TaskMeasurement,
} from './task/metrics.js';
export type { LossName } from './task/task.js';
export { classWeights } from './training/class-weights.js';
export { escapeMarkdown } from './text/escape-markdown.js';
export { measureText, metricText } from './text/metric-text.js';
export { spanText } from './text/span-text.js';
export { hasTop5, macroF1 } from './training/classification-metrics.js';
export type { EpochRecord } from './training/epoch-record.js';
export { learningRateAt, type LearningRateInput } from './training/learning-rate.js';
export {
  endingEpoch,
  isMeasuredAtEnd,
  networkMetrics,
  readPhases,
  runMetrics,
  type PhaseOutcome,
  type PhaseToRead,
} from './training/run-metrics.js';
export {
  optimizerKinds,
  slotsOf,
  type Optimizer,
  type OptimizerName,
  type OptimizerSettings,
} from './training/optimizers/optimizer-kinds.js';
export type { Schedule } from './training/schedules/schedule-kinds.js';
export { softmax } from './task/softmax.js';
export { readTrajectory, type Reading, type ReadingResult } from './training/reading.js';

export { allowedUnreadable, type UnreadableLimit } from './spec/allowed-unreadable.js';
export type { Keys } from './spec/keys.js';
export { defaults } from './spec/defaults.js';
export type * from './spec/run-config.js';
export { precisions, type Precision, type SinglePrecision } from './spec/precision.js';
export { resolveResize } from './spec/resolve-resize.js';
export { usualValues } from './spec/resolve-run.js';
export { isReservedTag } from './spec/reserved-tag.js';
export { editorSchema } from './spec/editor-schema.js';
export { specSchema } from './spec/schema.js';
export type { ExtendingSpec, Spec } from './spec/spec.js';
export { longestChain } from './spec/compose/compose-spec.js';
export { isBase } from './spec/compose/is-base.js';
export { escapeInterpolations } from './spec/escape-interpolations.js';
export { filledRun } from './spec/settings/filled-spec.js';
export { listSettings, type ListedSetting } from './spec/settings/list-settings.js';
export { SpecFile, type Reference } from './spec/compose/spec-file.js';
export type { Outside } from './spec/compose/interpolate.js';
export { textsNamedInOverrides } from './spec/overrides.js';
export { readSelector } from './spec/read-selector.js';
export { readSchedule } from './spec/read-schedule.js';
export { valueOfYaml } from './spec/parse-yaml.js';
export type { WrittenSpec } from './spec/spec-source.js';
export { isPublished, simplifyWeights, weightsRecord } from './spec/weights-record.js';

export type { ProblemCode } from './errors/catalogue.js';
export { didYouMean, nearest } from './errors/did-you-mean.js';
export { formatProblems, type ProblemStyle } from './errors/format-problems.js';
export { visible } from './errors/visible.js';
export { sourcePosition } from './errors/source-position.js';
export { blocksOf, checkSelector, selectLayers } from './graph/selectors.js';
export { selectorText } from './graph/selector-text.js';
export { specOfRun } from './spec/spec-of-run.js';
export { outlineOf, type SpecOutline } from './spec/spec-outline.js';
export { backboneNameInRun, backboneNames } from './spec/backbone-names.js';
export { modelNameFault, modelOf, type ModelReference, type ModelSettings } from './spec/model-name.js';
export type { Screen } from './spec/screen.js';
export { loadSpec, withoutValidation, type LoadedSpec, type LoadOptions } from './spec/load-spec.js';
export {
  clusterAsks,
  clusterNames,
  readSite,
  type ClusterAsks,
  type ClusterName,
  type ClusterProfile,
  type LauncherProfiles,
  type Site,
} from './spec/read-site.js';
export {
  openSearch,
  type OpenSearch,
  type Proposal,
  type SearchEvent,
  type SearchOptions,
  type SearchOutcome,
} from './sweep/open-search.js';
export { inTurn } from './sweep/in-turn.js';
export type { ImpossibleRun, Run, RunGroup } from './sweep/run.js';
export { searchLearns } from './sweep/methods/search-methods.js';
export { inShort, shortestTail } from './sweep/run-name.js';
export type {
  Costs,
  KnownPoint,
  ParameterValues,
  Search,
  StoppedAt,
  ExpectedSeconds,
} from './sweep/search.js';
export type { ComparedNetwork, ComparedNetworks } from './transferability/compared-networks.js';
export type { Matrix } from './transferability/matrix.js';
export { scoreFeatures, type Scored, type TransferScores } from './transferability/score-features.js';
export {
  bestByScore,
  scoreNames,
  transferScores,
  type ScoreName,
} from './transferability/transfer-scores.js';
