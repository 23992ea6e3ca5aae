import { canonicalJson } from '../hash/canonical-json.js';
import { isHeadLayer } from '../model/head-layers.js';
import type { DatasetSize } from '../plan/estimate/dataset-size.js';
import { filledSizes, stepSizes } from '../plan/estimate/batch-sizes.js';
import { inferenceShare, splitSize } from '../plan/estimate/stage-demand.js';
import { wantedRows } from '../plan/estimate/wanted-rows.js';
import { featuresPass } from '../plan/features-pass.js';
import type { Plan } from '../plan/plan.js';
import type { FeaturesStage, TrainStage } from '../plan/stage.js';
import { featuresBatchSize } from '../plan/stored-features.js';
import { groupBy } from '../records/group-by.js';
import type { HeadConfig, RunConfig } from '../spec/run-config.js';
import { slotsOf, type Optimizer } from '../training/optimizers/optimizer-kinds.js';
import {
  measuredNames,
  measuredValuesOf,
  type MeasuredNetwork,
  type MeasuredValues,
} from './measured-settings.js';
import type { MeasuredSubject } from './questions.js';

/**
 * What one step computes, but for its weights and images: these take no more or less time, whatever they are; and but for what
 * is measured. Plain JSON.
 */
export type MeasuredShape = ExtractionShape | TrainingShape;

interface ShapeBase {
  readonly network: MeasuredNetwork;
  /** Images a step. */
  readonly size: number;
}

export interface ExtractionShape extends ShapeBase {
  readonly kind: 'extraction';
  /** Absent where nothing is pooled. */
  readonly pool?: HeadConfig['pool'];
  readonly outputs: readonly string[];
}

export interface TrainingShape extends ShapeBase {
  readonly kind: 'training';
  readonly head: HeadConfig;
  readonly classes: number;
  readonly inputs: readonly string[];
  readonly trainable: readonly string[];
  readonly batchNorm: 'frozen' | 'train';
  readonly optimizer: Optimizer;
  readonly memory?: RunConfig['memory'];
}

/** How long a shape takes. */
export interface ShapeTimes {
  /** Until the first step is done, less one step: making it ready, compiling it if it is, and what the first one has to find out. */
  readonly setUpSeconds: number;
  readonly secondsPerStep: number;
}

/** A shape that a plan wants, and how often. */
export interface WantedShape {
  readonly shape: MeasuredShape;
  readonly steps: number;
  /** How often it is compiled, where it is: for each size of batch, in inference for a part of what a step takes. */
  readonly codes: number;
  /** Floating-point operations of all of them. */
  readonly work: number;
}

/** What is left out of a measurement is this share of the work at most, */
const leftOut = 0.1;
/** or what is beyond so many shapes. */
const mostShapes = 4;

/**
 * What of a plan is worth measuring for one network and what is said of it, the heaviest first. Heads alone are not: they are
 * single precision whatever is said, and small. What is stored counts too, so that the answer is that of the spec and not of the
 * moment.
 */
export function shapesToMeasure(
  plan: Plan,
  subject: MeasuredSubject,
  datasetOf: (key: string) => Pick<DatasetSize, 'images' | 'classes'>,
): readonly WantedShape[] {
  const { network } = subject;
  const own = plan.stages.filter(
    (stage): stage is FeaturesStage | TrainStage =>
      (stage.kind === 'features' || stage.kind === 'train') && isOf(subject, stage),
  );
  const passes = groupBy(
    own.filter((stage) => stage.kind === 'features'),
    featuresPass,
  );
  const wanted = [
    ...[...passes.values()].map((stages) => extraction(stages, network, datasetOf)),
    ...own.flatMap((stage) =>
      stage.kind === 'train' && !stage.above.every(isHeadLayer) ? training(stage, network, datasetOf) : [],
    ),
  ].filter(({ work }) => work > 0);
  return heaviest([...groupBy(wanted, ({ shape }) => shapeId(shape)).values()].map(together));
}

function isOf({ network, said }: MeasuredSubject, stage: FeaturesStage | TrainStage): boolean {
  const { name, imageSize } = stage.backbone;
  const values = measuredValuesOf(stage);
  return (
    name === network.name &&
    imageSize === network.imageSize &&
    measuredNames.every((each) => said[each] === undefined || said[each] === values[each])
  );
}

const together = (same: readonly WantedShape[]): WantedShape => ({
  shape: same[0]!.shape,
  steps: same.reduce((sum, { steps }) => sum + steps, 0),
  codes: Math.max(...same.map(({ codes }) => codes)),
  work: same.reduce((sum, { work }) => sum + work, 0),
});

function heaviest(shapes: readonly WantedShape[]): readonly WantedShape[] {
  const sorted = shapes.toSorted((a, b) => b.work - a.work).slice(0, mostShapes);
  const all = shapes.reduce((sum, { work }) => sum + work, 0);
  let measured = 0;
  return sorted.filter(({ work }) => {
    const isNeeded = measured < (1 - leftOut) * all;
    measured += work;
    return isNeeded;
  });
}

/** Of what is a number in a graph and not its structure, nothing changes how long a step takes. */
function shapeId(shape: MeasuredShape): string {
  if (shape.kind === 'extraction') return canonicalJson(shape);
  const { head, optimizer, ...rest } = shape;
  const structure = [optimizer.name, slotsOf(optimizer), { ...head, dropout: head.dropout > 0 }];
  return canonicalJson([rest, structure]);
}

function extraction(
  stages: readonly FeaturesStage[],
  network: MeasuredNetwork,
  datasetOf: (key: string) => Pick<DatasetSize, 'images'>,
): WantedShape {
  const rows = Math.max(...stages.map(({ wanted }) => wantedRows(wanted, datasetOf)));
  const outputs = [...new Set(stages.flatMap((stage) => stage.outputs))].toSorted();
  const pool = stages.find((stage) => stage.pool)?.pool;
  return {
    shape: { kind: 'extraction', network, size: featuresBatchSize, ...(pool && { pool }), outputs },
    steps: rows / featuresBatchSize,
    codes: filledSizes(rows, featuresBatchSize).length,
    work: Math.max(...stages.map(({ work }) => work)),
  };
}

function training(
  { dataset, split, readings, phase, head, inputs, trainable, memory, batchSize, work }: TrainStage,
  network: MeasuredNetwork,
  datasetOf: (key: string) => Pick<DatasetSize, 'images' | 'classes'>,
): WantedShape {
  const { images, classes } = datasetOf(dataset);
  const train = splitSize(images, split, 'train');
  const validation = splitSize(images, split, 'validation');
  const epochs = Math.max(...readings.map((reading) => reading.epochs));
  const { batchNorm, optimizer } = phase;
  const size = Math.max(1, Math.min(batchSize, train));
  return {
    shape: {
      ...{ kind: 'training', network, size, head },
      ...{ classes: classes.length, inputs, trainable, batchNorm, optimizer },
      ...(memory && { memory }),
    },
    steps: (epochs * (train + inferenceShare * validation)) / size,
    codes: stepSizes(train, batchSize, batchNorm).length + (validation > 0 ? inferenceShare : 0),
    work,
  };
}

/**
 * What shapes take in all with these values. A graph is loaded once, however often it is wanted; where it is compiled, most of what
 * it takes to begin is compiling, and each size of batch begins.
 */
export const secondsOfShapes = (
  shapes: readonly WantedShape[],
  times: readonly ShapeTimes[],
  { compile }: Pick<MeasuredValues, 'compile'>,
): number =>
  times.reduce((sum, { setUpSeconds, secondsPerStep }, index) => {
    const { steps, codes } = shapes[index]!;
    const begins = compile === 'off' ? 1 : codes;
    return sum + begins * setUpSeconds + steps * secondsPerStep;
  }, 0);
