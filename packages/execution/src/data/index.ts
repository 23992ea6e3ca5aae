export { formatCsvRow } from './csv.js';
export { datasetFacts } from './dataset-facts.js';
export { type DatasetIndex, splitNames } from './dataset-index.js';
export { openDataSource } from './data-sources.js';
export { DigestCache } from './digest-cache.js';
export { divisionManifest } from './division-manifest.js';
export { imagesBelow } from './images-below.js';
export { indexDataset } from './index-dataset.js';
export { writeNpy } from './npy/write-npy.js';
export { writePaths } from './npy/write-paths.js';
export { splitDataset } from './split-dataset.js';
export {
  type DatasetDemands,
  type UnreadableImage,
  type UsableDataset,
  datasetProblems,
  leftOut,
  tooManyUnreadable,
  usableDataset,
} from './usable-dataset.js';
