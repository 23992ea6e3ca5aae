import { isHeadLayer } from '../../model/head-layers.js';
import { slotsOf } from '../../training/optimizers/optimizer-kinds.js';
import type { EvaluateStage, TrainStage } from '../stage.js';
import { filledSizes, stepSizes } from './batch-sizes.js';
import type { ModelCosts } from './model-costs.js';
import {
  activationShare,
  codesOf,
  largestOf,
  noDemand,
  splitSize,
  type MemoryDemand,
  type StageDemand,
} from './stage-demand.js';
import { timesWork } from './work.js';

/** One epoch's metrics, as JSON. */
const recordBytes = 400;

export interface TrainingInputs {
  readonly images: number;
  readonly costs: ModelCosts;
  /** Stored features that are held in memory. */
  readonly heldBytes: number;
}

/** What earlier phases trained and this one does not is carried along in its checkpoints: `carriedBytes`. */
export function trainDemand(stage: TrainStage, inputs: TrainingInputs, carriedBytes: number): StageDemand {
  const { images, costs } = inputs;
  const { batchSize, split, phase, readings, augment, backbone, trainable, precision, memory, compile } =
    stage;
  const epochs = Math.max(...readings.map((reading) => reading.epochs));
  const train = splitSize(images, split, 'train');
  const validation = splitSize(images, split, 'validation');
  const pass = costs.pass([costs.graph.output], stage.inputs);
  const trainedBytes = costs.trainedBytes(trainable);
  const heldPerWeight = 1 + slotsOf(phase.optimizer).length;
  const checkpoint = trainedBytes * heldPerWeight + carriedBytes;
  const ends = new Set(readings.map((reading) => reading.epochs)).size;
  const bests = readings.filter(({ stop }) => stop).length;
  const codes = compile
    ? [
        ...codesOf('step', pass.layers, stepSizes(train, batchSize, phase.batchNorm)),
        // A smaller one is filled up to the size of a step.
        ...codesOf('inference', pass.layers, validation > 0 ? filledSizes(train, batchSize) : []),
      ]
    : [];
  return {
    ...noDemand,
    ...(precision && { precision }),
    augmentedPixels: augment ? epochs * train * backbone.imageSize ** 2 : 0,
    forward: timesWork(pass.work, epochs * validation),
    // What is computed again is one more forward pass.
    training: timesWork(pass.work, (memory ? 4 : 3) * epochs * train),
    loadedLayers: pass.layers,
    codes,
    steps: epochs * (Math.ceil(train / batchSize) + Math.ceil(validation / batchSize)),
    // What lasts longer is stored every ten seconds too, of which that is a small part.
    writtenBytes: Math.min(ends + (bests > 0 ? epochs : 0), epochs) * checkpoint,
    // Checkpoint and history, and the manifest after each and after the removal of what is superseded.
    writes: 5 * epochs,
    diskBytes: Math.min(ends + bests, epochs) * checkpoint + epochs * recordBytes,
    memory: {
      ...trainerMemory(stage, train, inputs),
      trainedBytes: heldPerWeight * trainedBytes + 2 * checkpoint,
      activationBytesPerImage:
        activationShare(precision) * (memory ? costs.rematerialisedBytes(stage.inputs) : pass.totalBytes),
      fusedBytesPerImage:
        activationShare(precision) * (memory ? costs.rematerialisedBytes(stage.inputs) : pass.heldBytes),
      largestArray: pass.largestArray,
      pass: memory ? 'rematerialised' : 'training',
      compiledLayers: largestOf(codes),
    },
  };
}

/** One pass of the held-out images through what is above the cut of the training. */
export function evaluateDemand(
  { on }: EvaluateStage,
  train: TrainStage,
  inputs: TrainingInputs,
): StageDemand {
  const { images, costs } = inputs;
  const rows = splitSize(images, train.split, on);
  const pass = costs.pass([costs.graph.output], train.inputs);
  const codes = train.compile ? codesOf('inference', pass.layers, filledSizes(rows, train.batchSize)) : [];
  return {
    ...noDemand,
    ...(train.precision && { precision: train.precision }),
    forward: timesWork(pass.work, rows),
    loadedLayers: pass.layers,
    codes,
    steps: Math.ceil(rows / train.batchSize),
    writtenBytes: recordBytes,
    writes: 2,
    diskBytes: recordBytes,
    memory: {
      ...trainerMemory(train, rows, inputs),
      activationBytesPerImage: activationShare(train.precision) * pass.peakBytes,
      largestArray: pass.largestArray,
      compiledLayers: largestOf(codes),
    },
  };
}

/** One batch is read, one waits and one is computed with, each never larger than what there is: `rows`. */
function trainerMemory(stage: TrainStage, rows: number, { costs, heldBytes }: TrainingInputs): MemoryDemand {
  const rowBytes = costs.rowBytes(stage.inputs);
  const trainsHeadOnly = stage.above.every(isHeadLayer);
  return {
    ...noDemand.memory,
    weightBytes: trainsHeadOnly
      ? costs.pass([costs.graph.output], stage.inputs).parameterBytes
      : costs.parameterBytes,
    heldBytes,
    batchBytesPerImage: 3 * rowBytes,
    batchSize: Math.min(stage.batchSize, rows),
  };
}
