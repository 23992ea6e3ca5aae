import type { DatasetFacts } from '@thaw/core';
import { createHash } from 'node:crypto';
import type { DatasetIndex } from './dataset-index.js';
import { unitsOf } from './split-units.js';

/** What a plan needs to know of a dataset; where it lies is no part of it. */
export function datasetFacts({
  classes,
  images,
}: Pick<DatasetIndex, 'classes' | 'images'> & Partial<DatasetIndex>): DatasetFacts {
  const contents = createHash('sha256');
  const index = createHash('sha256').update(JSON.stringify(classes));
  for (const { path, label, sha256, split, group } of images) {
    contents.update(sha256);
    index.update(JSON.stringify([path, label, sha256, split ?? null, group ?? null]));
  }
  // Of some TIFFs libvips once made another picture than they hold; what was stored of them is not to be found.
  if (images.some(({ path }) => /\.tiff?$/i.test(path))) contents.update('only TIFFs that are read rightly');
  // These were once divided by a rule that parted the links of a chain; what was stored of them is not to be found.
  const isDrawn = (image: number) => images[image]!.split === undefined;
  const hasDrawnChain = unitsOf(images).some(({ isChained, members }) => isChained && members.some(isDrawn));
  if (hasDrawnChain) index.update('groups and copies are one relation');
  return {
    indexHash: index.digest('hex'),
    imagesHash: contents.digest('hex'),
    classes,
    images: images.length,
    hasTestImages: images.some(({ split }) => split === 'test'),
  };
}
