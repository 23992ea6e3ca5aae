export { formatCsvRow } from './csv.js';
export { className } from './class-names.js';
export { datasetFacts } from './dataset-facts.js';
export { type DatasetIndex, type IndexedImage, splitNames } from './dataset-index.js';
export { openDataSource } from './data-sources.js';
export { DigestCache } from './digest-cache.js';
export { divideDataset } from './divide-dataset.js';
export { divisionManifest } from './division-manifest.js';
export { foldersOutside } from './folders-outside.js';
export { imageExtensions, isFolder, isImageFile, listFiles } from './image-files.js';
export { type ImageLayout, imageLayout } from './image-layout.js';
export { imagesBelow } from './images-below.js';
export { inParallel } from './in-parallel.js';
export { indexDataset, indexSource } from './index-dataset.js';
export { readManifest } from './manifest.js';
export { writeNpy } from './npy/write-npy.js';
export { writePaths } from './npy/write-paths.js';
export { splitDataset } from './split-dataset.js';
export { splitFolders } from './split-folders.js';
export { unitsOf } from './split-units.js';
export {
  type DatasetDemands,
  type UnreadableImage,
  type UsableDataset,
  datasetProblems,
  leftOut,
  tooManyUnreadable,
  usableDataset,
} from './usable-dataset.js';
