import {
  addHead,
  classWeights,
  initialWeights,
  isHeadLayer,
  own,
  weightsRecord,
  type Trainer,
  type TrainStage,
  type Weights,
} from '@thaw/core';
import type { StageContext } from './stage-context.js';
import type { TrainingData } from './training-data.js';
import { chosenWeights } from './trajectory.js';

/** A trainer that stands at the start of a stage. */
export interface StartedTrainer {
  readonly trainer: Trainer;
  /** What earlier phases have trained. A checkpoint carries it on, since later phases look no further back than one. */
  readonly carried: Weights;
}

/** At the start of the training: over a fresh head is what the phases before have trained. */
export async function startTrainer(
  stage: TrainStage,
  data: TrainingData,
  context: StageContext,
): Promise<StartedTrainer> {
  const { previous } = stage;
  const carried = previous ? await chosenWeights(context, previous.key, previous.reading) : new Map();
  return { trainer: await trainerWith(carried, stage, data, context), carried };
}

/** Puts together graph and weights: the backbone's, a fresh head's, and over them those that were trained. */
export async function trainerWith(
  trained: Weights,
  stage: TrainStage,
  data: TrainingData,
  context: StageContext,
): Promise<Trainer> {
  const { backbone, head, split, seeds, trainable, inputs, phase, loss, precision, memory, compile } = stage;
  const network = own(context.backbones, backbone.name)!;
  const graph = addHead(network.build(backbone.imageSize), head, data.classes.length);
  const headNames = new Set(graph.layers.map(({ name }) => name).filter(isHeadLayer));
  const needsBackbone = stage.above.some((name) => !headNames.has(name));
  const weights = new Map([
    ...(needsBackbone ? await context.weightsOf(backbone, split.seed, stage.weights) : []),
    ...initialWeights(graph, seeds?.head ?? split.seed, headNames),
    ...trained,
  ]);
  const trainer = await context.engine.createTrainer({
    graph,
    preprocessing: weightsRecord(network, backbone.weights).preprocessing,
    inputs,
    weights,
    trainable,
    batchNorm: phase.batchNorm,
    optimizer: phase.optimizer,
    labelSmoothing: loss.labelSmoothing,
    classWeights: classWeights(loss.classWeights, data.classes, data.classCounts),
    precision,
    memory,
    compile,
  });
  // Its first step does, and takes seconds for it.
  if (compile) context.onProgress({ label: `compiling ${backbone.name}` });
  return trainer;
}
