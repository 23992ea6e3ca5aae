import type { FeaturesStage } from '../stage.js';
import { featuresBatchSize, featureShardBytes } from '../stored-features.js';
import type { DatasetSize } from './dataset-size.js';
import type { ModelCosts } from './model-costs.js';
import { activationShare, noDemand, splitSize, type StageDemand } from './stage-demand.js';
import { timesWork } from './work.js';

/** Decoding every image once, and passing it through the layers below the cut. */
export function featuresDemand(
  { backbone, outputs, precision, storedAs, augmented }: FeaturesStage,
  { images, imageBytes }: Pick<DatasetSize, 'images' | 'imageBytes'>,
  costs: ModelCosts,
): StageDemand {
  const rows = augmented ? augmented.variants * splitSize(images, augmented.split, 'train') : images;
  const pass = costs.pass(outputs);
  const computes = pass.parameterBytes > 0;
  const diskBytes = rows * costs.rowBytes(outputs, storedAs);
  const pixels = backbone.imageSize ** 2;
  return {
    ...noDemand,
    decodedImages: rows,
    decodedBytes: images > 0 ? (imageBytes * rows) / images : 0,
    augmentedPixels: augmented ? rows * pixels : 0,
    forward: timesWork(pass.work, rows),
    steps: computes ? Math.ceil(rows / featuresBatchSize) : 0,
    writtenBytes: diskBytes,
    writes: outputs.length + Math.ceil(diskBytes / featureShardBytes),
    diskBytes,
    memory: {
      ...noDemand.memory,
      weightBytes: computes ? costs.parameterBytes : 0,
      heldBytes: Math.min(diskBytes, outputs.length * featureShardBytes),
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
