import type { FeaturesStage } from '../stage.js';
import { featuresBatchSize, featureShardBytes } from '../stored-features.js';
import type { ModelCosts } from './model-costs.js';
import { activationShare, noDemand, type StageDemand } from './stage-demand.js';
import { timesWork } from './work.js';

/** Images that are still to be computed, or copies of images. */
export interface MissingImages {
  readonly rows: number;
  /** Of the file of one, in the mean. */
  readonly bytesEach: number;
}

/** Decoding every image that is missing once, and passing it through the layers below the cut. */
export function featuresDemand(
  { backbone, outputs, precision, storedAs, augmented }: FeaturesStage,
  { rows, bytesEach }: MissingImages,
  costs: ModelCosts,
): StageDemand {
  const pass = costs.pass(outputs);
  const computes = pass.parameterBytes > 0;
  const rowBytes = costs.rowBytes(outputs, storedAs);
  const diskBytes = rows * rowBytes;
  const pixels = backbone.imageSize ** 2;
  return {
    ...noDemand,
    decodedImages: rows,
    decodedBytes: rows * bytesEach,
    augmentedPixels: augmented ? rows * pixels : 0,
    forward: timesWork(pass.work, rows),
    steps: computes ? Math.ceil(rows / featuresBatchSize) : 0,
    writtenBytes: diskBytes,
    writes: 1 + outputs.length + Math.ceil(diskBytes / featureShardBytes),
    diskBytes,
    memory: {
      ...noDemand.memory,
      weightBytes: computes ? costs.parameterBytes : 0,
      heldBytes: Math.min(diskBytes, outputs.length * featureShardBytes + featuresBatchSize * rowBytes),
      batchBytesPerImage: 3 * pixels + pass.outputBytes,
      activationBytesPerImage: computes ? pass.peakBytes * activationShare(precision) : 0,
      batchSize: Math.min(featuresBatchSize, rows),
    },
  };
}

/** One pass of the images that yields the features of several stages. */
export function mergePass(demands: readonly StageDemand[]): StageDemand {
  const deepest = demands.reduce((a, b) => (b.forward.matrixFlops > a.forward.matrixFlops ? b : a));
  const total = (amount: (demand: StageDemand) => number) =>
    demands.reduce((sum, each) => sum + amount(each), 0);
  const most = (amount: (demand: StageDemand) => number) => Math.max(...demands.map(amount));
  return {
    ...deepest,
    writtenBytes: total(({ writtenBytes }) => writtenBytes),
    writes: total(({ writes }) => writes),
    diskBytes: total(({ diskBytes }) => diskBytes),
    memory: {
      ...deepest.memory,
      heldBytes: total(({ memory }) => memory.heldBytes),
      batchBytesPerImage: total(({ memory }) => memory.batchBytesPerImage),
      activationBytesPerImage: most(({ memory }) => memory.activationBytesPerImage),
    },
  };
}
