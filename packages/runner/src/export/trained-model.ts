import {
  addHead,
  readTrajectory,
  ThawError,
  usualResize,
  weightsRecord,
  type Backbone,
  type Classifier,
  type Json,
  type ModelMetadata,
  type StageRef,
  type StageStore,
} from '@thaw/core';
import { datasetFacts } from '@thaw/execution/data';
import { thawVersion } from '@thaw/execution/environment';
import { readProvenance } from '@thaw/execution/provenance';
import { modelKey, readDataset, Trajectory, type Report, type StoredDataset } from '@thaw/execution/stages';
import {
  identifyWeights,
  provideWeights,
  type WeightsIdentity,
  type WeightsPlaces,
} from '@thaw/execution/weights';
import type { ModelSource } from './model-source.js';
import type { Rounding } from './round/rounded-model.js';

export interface OpenModelOptions extends Report {
  readonly store: StageStore;
  readonly backbone: Backbone;
  readonly weightsPlaces: WeightsPlaces;
}

export interface ModelStage {
  readonly stage: StageRef;
  /** When the weights had been trained, Unix time in milliseconds. */
  readonly trainedMs: number;
  /** What it is made of: the state after this epoch. */
  readonly trajectory: Trajectory;
  readonly epoch: number;
}

/** What a run has ended with. */
export interface TrainedModel extends ModelStage {
  readonly source: ModelSource;
  readonly backbone: Backbone;
  readonly classes: readonly string[];
  /** What it was trained, chosen and tested by. */
  readonly dataset: StoredDataset;
  /** Of all images, by path, label and content. */
  readonly datasetDigest: string;
  /** What the backbone began with, as far as the store still knows. */
  readonly weights: WeightsIdentity | undefined;
  /**
   * Reads its weights when it is first asked.
   * @throws ThawError `THAW-EXPORT-NO-TRAINING`, `THAW-EXPORT-OTHER-WEIGHTS`, and what `provideWeights` throws.
   */
  classifier(): Promise<Classifier>;
}

/**
 * What a run's model is stored as: one training has one model, whichever of its runs asks.
 * @throws ThawError `THAW-EXPORT-NO-TRAINING`.
 */
export async function modelStage(source: ModelSource, store: StageStore): Promise<ModelStage> {
  const trajectory = await Trajectory.open(store, { kind: 'train', key: source.train });
  const { chosenEpoch: epoch } = readTrajectory(trajectory.history, source.reading);
  const chosen = trajectory.history[epoch - 1];
  if (!chosen) throw noTraining(source);
  const key = modelKey(source.train, epoch);
  return { stage: { kind: 'model', key }, trainedMs: chosen.timeMs, trajectory, epoch };
}

/** @throws ThawError `THAW-EXPORT-NO-TRAINING`. */
export async function openModel(source: ModelSource, options: OpenModelOptions): Promise<TrainedModel> {
  const { store, backbone } = options;
  const dataset = await datasetOf(source, options);
  const stage = await modelStage(source, store);
  const weights = (await readProvenance(store, { kind: 'train', key: source.train }))?.weights;
  const facts = {
    ...{ source, backbone, weights, classes: dataset.classes, dataset },
    datasetDigest: datasetFacts(dataset).indexHash,
  };
  let read: Promise<Classifier> | undefined;
  return { ...facts, ...stage, classifier: () => (read ??= readClassifier({ ...facts, ...stage }, options)) };
}

async function readClassifier(
  model: Omit<TrainedModel, 'classifier'>,
  { weightsPlaces, onProgress, signal }: OpenModelOptions,
): Promise<Classifier> {
  const { source, backbone, classes, trajectory, epoch } = model;
  const { config } = source;
  const state = await trajectory.state(epoch);
  if (!state) throw noTraining(source);
  const request = { backbone, config: config.backbone.weights, seed: config.seed, ...weightsPlaces };
  const weights = await provideWeights({ ...request, onProgress, signal });
  const { identity } = await identifyWeights(request);
  requireWeights(model, identity);
  return {
    graph: addHead(backbone.build(config.backbone.imageSize), config.head, classes.length),
    preprocessing: weightsRecord(backbone, config.backbone.weights).preprocessing,
    weights: new Map([...weights, ...state.weights]),
  };
}

/**
 * Refuses a model whose backbone began with other weights than those that are here.
 * @throws ThawError `THAW-EXPORT-OTHER-WEIGHTS`.
 */
export function requireWeights(
  { source, weights }: Pick<TrainedModel, 'source' | 'weights'>,
  found: string,
): void {
  if (weights !== undefined && weights.identity !== found)
    throw otherWeights(source.run, weights.identity, found);
}

/**
 * Refuses a model whose checkpoint is not stored any more, without reading it.
 * @throws ThawError `THAW-EXPORT-NO-TRAINING`.
 */
export function requireState({
  source,
  trajectory,
  epoch,
}: Pick<TrainedModel, 'source' | 'trajectory' | 'epoch'>): void {
  if (!trajectory.hasState(epoch)) throw noTraining(source);
}

/** What is said of a model inside of its files; of one that was rounded, what that has cost. */
export function metadataOf(
  { source, backbone, classes, ...model }: TrainedModel,
  rounding?: Rounding,
): ModelMetadata {
  const { run, name, sweep, config } = source;
  const { imageSize, weights: trained } = config.backbone;
  const { identity = null, published } = model.weights ?? {};
  const began: Json = identity && { identity, ...published };
  return {
    classes,
    preprocessing: {
      input: `pixels, 0–255, RGB, [N, ${imageSize}, ${imageSize}, 3]`,
      // The model itself does so: (channel − mean) / std.
      inside: { ...weightsRecord(backbone, trained).preprocessing },
    },
    resize: config.data.resize ?? usualResize,
    metrics: heldOutMetrics(source),
    provenance: {
      ...{ run, name, sweep, network: backbone.title, source: backbone.source, weights: began },
      images: { count: model.dataset.images.length, digest: model.datasetDigest },
      thaw: thawVersion,
    },
    licence: published?.licence ?? null,
    ...(rounding && { rounding: { ...rounding } }),
  };
}

/** Of images that it was not trained on. */
export const heldOutMetrics = ({ metrics }: Pick<ModelSource, 'metrics'>): ModelSource['metrics'] =>
  Object.fromEntries(Object.entries(metrics).filter(([metric]) => /^(val|test)_/.test(metric)));

async function datasetOf({ run, dataset }: ModelSource, { store }: OpenModelOptions): Promise<StoredDataset> {
  try {
    return await readDataset(store, dataset);
  } catch (error) {
    if (!(error instanceof ThawError)) throw error;
    throw new ThawError({
      code: 'THAW-EXPORT-NO-TRAINING',
      message: `the index of the images of run ${run} is damaged or missing`,
      remedy: 'run its sweep again: the index is made anew',
    });
  }
}

const noTraining = ({ run, train }: ModelSource) =>
  new ThawError({
    code: 'THAW-EXPORT-NO-TRAINING',
    message: `the checkpoint that run ${run} ended with was pruned, is damaged or missing`,
    expected: `training ${train.slice(0, 12)} in the store`,
    remedy: 'run its sweep again: the epoch is trained anew',
  });

const otherWeights = (run: string, expected: string, found: string) =>
  new ThawError({
    code: 'THAW-EXPORT-OTHER-WEIGHTS',
    message: `run ${run} began with other weights than those that are here now`,
    expected,
    found,
    remedy: 'bring back the file of weights that `thaw explain` names',
  });
