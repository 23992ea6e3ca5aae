import type { FeaturesStage } from '../stage.js';
import { featuresBatchSize, featureShardBytes } from '../stored-features.js';
import { filledSizes } from './batch-sizes.js';
import type { ModelCosts } from './model-costs.js';
import {
  activationShare,
  codesOf,
  inferenceShare,
  largestOf,
  noDemand,
  type StageDemand,
} from './stage-demand.js';
import { addWork, timesWork } from './work.js';

/** Images that are still to be computed, or copies of images. */
export interface MissingImages {
  readonly rows: number;
  /** Of the file of one, in the mean. */
  readonly bytesEach: number;
}

/** Decoding every image that is missing once, and passing it through the layers below the cut. */
export function featuresDemand(
  { backbone, outputs, precision, compile, storedAs, augmented }: FeaturesStage,
  { rows, bytesEach }: MissingImages,
  costs: ModelCosts,
): StageDemand {
  const pass = costs.pass(outputs);
  const computes = pass.parameterBytes > 0;
  const rowBytes = costs.rowBytes(outputs, storedAs);
  const diskBytes = rows * rowBytes;
  const pixels = backbone.imageSize ** 2;
  const codes =
    compile && computes ? codesOf('inference', pass.layers, filledSizes(rows, featuresBatchSize)) : [];
  return {
    ...noDemand,
    ...(precision && { precision }),
    decodedImages: rows,
    decodedBytes: rows * bytesEach,
    augmentedPixels: augmented ? rows * pixels : 0,
    forward: timesWork(pass.work, rows),
    steps: computes ? Math.ceil(rows / featuresBatchSize) : 0,
    loadedLayers: computes && rows > 0 ? inferenceShare * pass.layers : 0,
    codes,
    writtenBytes: diskBytes,
    writes: 1 + outputs.length + Math.ceil(diskBytes / featureShardBytes),
    diskBytes,
    memory: {
      ...noDemand.memory,
      weightBytes: computes ? costs.parameterBytes : 0,
      heldBytes: Math.min(diskBytes, outputs.length * featureShardBytes + featuresBatchSize * rowBytes),
      batchBytesPerImage: 2 * pass.outputBytes,
      decodedBytesPerImage: 3 * pixels,
      compiledLayers: largestOf(codes),
      activationBytesPerImage: computes ? pass.peakBytes * activationShare(precision) : 0,
      largestArray: pass.largestArray,
      batchSize: Math.min(featuresBatchSize, rows),
    },
  };
}

/** What a pass takes by the images that go through it, whatever is kept of them. */
type Passing = Pick<
  StageDemand,
  'decodedImages' | 'decodedBytes' | 'augmentedPixels' | 'forward' | 'steps' | 'loadedLayers'
>;

/**
 * One pass of the images that yields the features of several stages. Those of a group want the same images: the one that
 * lacks most of them has the others' with it. Which images of other groups are the same is not known without looking at
 * each, so they are taken for others, as far as there are so many: `rows` is what all groups want together.
 */
export function mergePass(groups: readonly (readonly StageDemand[])[], rows: number): StageDemand {
  const demands = groups.flat();
  const heaviest = demands.reduce(heavier);
  const total = (amount: (demand: StageDemand) => number) => sum(demands, amount);
  const most = (amount: (demand: StageDemand) => number) => Math.max(...demands.map(amount));
  return {
    ...heaviest,
    ...passingOf(groups.map(passingOfSame), rows),
    writtenBytes: total(({ writtenBytes }) => writtenBytes),
    writes: total(({ writes }) => writes),
    diskBytes: total(({ diskBytes }) => diskBytes),
    memory: {
      ...heaviest.memory,
      heldBytes: total(({ memory }) => memory.heldBytes),
      batchBytesPerImage: total(({ memory }) => memory.batchBytesPerImage),
      activationBytesPerImage: most(({ memory }) => memory.activationBytesPerImage),
      largestArray: most(({ memory }) => memory.largestArray),
      batchSize: most(({ memory }) => memory.batchSize),
    },
  };
}

function passingOfSame(demands: readonly StageDemand[]): Passing {
  const most = (amount: (demand: StageDemand) => number) => Math.max(...demands.map(amount));
  return {
    decodedImages: most(({ decodedImages }) => decodedImages),
    decodedBytes: most(({ decodedBytes }) => decodedBytes),
    augmentedPixels: most(({ augmentedPixels }) => augmentedPixels),
    forward: demands.reduce(heavier).forward,
    steps: most(({ steps }) => steps),
    loadedLayers: most(({ loadedLayers }) => loadedLayers),
  };
}

function passingOf(groups: readonly Passing[], rows: number): Passing {
  const total = (amount: (group: Passing) => number) => sum(groups, amount);
  const share = Math.min(
    1,
    rows /
      Math.max(
        1,
        total(({ decodedImages }) => decodedImages),
      ),
  );
  return {
    decodedImages: share * total(({ decodedImages }) => decodedImages),
    decodedBytes: share * total(({ decodedBytes }) => decodedBytes),
    augmentedPixels: share * total(({ augmentedPixels }) => augmentedPixels),
    forward: timesWork(groups.map(({ forward }) => forward).reduce(addWork), share),
    steps: Math.ceil(share * total(({ steps }) => steps)),
    loadedLayers: total(({ loadedLayers }) => loadedLayers),
  };
}

const heavier = (a: StageDemand, b: StageDemand): StageDemand =>
  b.forward.matrixFlops > a.forward.matrixFlops ? b : a;

const sum = <Each>(all: readonly Each[], amount: (each: Each) => number): number =>
  all.reduce((total, each) => total + amount(each), 0);
