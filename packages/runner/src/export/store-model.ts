import {
  addHead,
  readTrajectory,
  ThawError,
  weightsRecord,
  type Backbone,
  type ModelFormat,
  type StageRef,
  type StageStore,
  type TrainerState,
} from '@thaw/core';
import { readProvenance } from '@thaw/execution/provenance';
import { modelKey, type Report, Trajectory } from '@thaw/execution/stages';
import { identifyWeights, provideWeights, type WeightsPlaces } from '@thaw/execution/weights';
import { basename } from 'node:path/posix';
import type { ModelSource } from './model-source.js';

/** What a model stage calls the blob of a format. */
export const blobOf = ({ path }: ModelFormat): string => basename(path);

export interface StoreModelOptions extends Report {
  readonly store: StageStore;
  readonly backbone: Backbone;
  readonly format: ModelFormat;
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

/**
 * Makes sure that the store has the model that a run ends with; what is stored is not made again.
 * @throws ThawError `THAW-EXPORT-NO-TRAINING`, `THAW-EXPORT-OTHER-WEIGHTS`, and what `provideWeights` throws.
 */
export async function storeModel(
  source: ModelSource,
  classes: number,
  options: StoreModelOptions,
): Promise<ModelStage> {
  const { store, format, signal, onProgress } = options;
  const model = await modelStage(source, store);
  if ((await store.list(model.stage)).includes(blobOf(format))) return model;
  const state = await model.trajectory.state(model.epoch);
  if (!state) throw noTraining(source);
  onProgress({ label: `writing the model of run ${source.run}` });
  const encoded = await encode(source, state, classes, options);
  signal.throwIfAborted();
  await store.write(model.stage, blobOf(format), encoded);
  return model;
}

async function encode(
  { run, train, config }: ModelSource,
  state: TrainerState,
  classes: number,
  { store, backbone, format, weightsPlaces, onProgress, signal }: StoreModelOptions,
): Promise<Uint8Array> {
  const request = { backbone, config: config.backbone.weights, seed: config.seed, ...weightsPlaces };
  const weights = await provideWeights({ ...request, onProgress, signal });
  const { identity } = await identifyWeights(request);
  const trainedWith = (await readProvenance(store, { kind: 'train', key: train }))?.weights?.identity;
  if (trainedWith !== undefined && trainedWith !== identity) throw otherWeights(run, trainedWith, identity);
  return format.encode({
    graph: addHead(backbone.build(config.backbone.imageSize), config.head, classes),
    preprocessing: weightsRecord(backbone, config.backbone.weights).preprocessing,
    weights: new Map([...weights, ...state.weights]),
  });
}

const noTraining = ({ run, train }: ModelSource) =>
  new ThawError({
    code: 'THAW-EXPORT-NO-TRAINING',
    message: `the checkpoint that run ${run} ended with is damaged or missing`,
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
