import type { FeaturesStage } from '../stage.js';
import type { DatasetSize } from './dataset-size.js';
import { splitSize } from './stage-demand.js';

/** Images that are wanted of a features stage, or copies of them. */
export const wantedRows = (
  wanted: FeaturesStage['wanted'],
  datasetOf: (key: string) => Pick<DatasetSize, 'images'>,
): number =>
  wanted.reduce((sum, { dataset, copies }) => {
    const { images } = datasetOf(dataset);
    return sum + (copies ? copies.variants * splitSize(images, copies.split, 'train') : images);
  }, 0);
