import {
  ThawError,
  type DataPlace,
  type DataSource,
  type DatasetListing,
  type OnProgress,
  type Problem,
} from '@thaw/core';
import { blankTwins, caseTwins } from './class-names.js';
import type { DatasetIndex, IndexedImage } from './dataset-index.js';
import { openDataSource } from './data-sources.js';
import type { DigestCache } from './digest-cache.js';
import { splitContradictions } from './split-contradictions.js';

export interface IndexOptions {
  readonly digests: DigestCache;
  readonly onProgress?: OnProgress;
}

/**
 * Lists the images of a dataset and looks into them.
 * @throws ThawError `THAW-DATA-*` with everything that is wrong, bad rows of a manifest with their positions; what only
 * contents tell is said once nothing else is wrong.
 */
export const indexDataset = (
  place: DataPlace,
  { digests, onProgress }: IndexOptions,
): Promise<DatasetIndex> => indexSource(openDataSource(place, digests), place.root, onProgress);

/** As `indexDataset`, of a source that is open. */
export async function indexSource(
  source: DataSource,
  root: string,
  onProgress?: OnProgress,
): Promise<DatasetIndex> {
  const listing = await listUsable(source);
  const { classes } = listing;
  const sha256 = await source.identify(
    listing.images.map(({ path }) => path),
    onProgress,
  );
  const divided = splitContradictions(listing, sha256);
  if (divided.length > 0) throw new ThawError(divided);
  const labelOf = new Map(classes.map((name, label) => [name, label]));
  const images = listing.images
    .map(({ label, path, ...rest }, index) => ({
      path,
      label: labelOf.get(label)!,
      sha256: sha256[index]!,
      ...rest,
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    root,
    classes,
    images,
    imageBytes: listing.bytes,
    warnings: [...listing.warnings, ...contradictions(images, classes)],
  };
}

/** What a source says of its images, if a classifier can be made of it. */
async function listUsable(source: DataSource): Promise<DatasetListing> {
  const listing = await source.list();
  const problems = [...listing.problems, ...blankTwins(listing)];
  // Classes look too small when rows are faulty, so these are only looked at when no row is.
  if (problems.length === 0) problems.push(...smallClasses(listing));
  if (problems.length > 0) throw new ThawError([...problems, ...splitContradictions(listing)]);
  return { ...listing, warnings: [...listing.warnings, ...caseTwins(listing)] };
}

function smallClasses({ images, classes }: DatasetListing): Problem[] {
  const counts = new Map(classes.map((name) => [name, 0]));
  for (const { label } of images) counts.set(label, counts.get(label)! + 1);
  const small = Array.from(counts).filter(([, count]) => count < 2);
  if (classes.length < 2) {
    return [
      {
        code: 'THAW-DATA-ONE-CLASS',
        message: 'a classifier needs at least two classes',
        expected: 'images of two or more classes',
        found: classes.length === 1 ? `only ${classes[0]}` : 'no images',
        remedy:
          'add images of at least one other thing, in a folder of their own or under a label of their own',
      },
    ];
  }
  return small.map(([name, count]) => ({
    code: 'THAW-DATA-SMALL-CLASS',
    message: `class ${name} has ${count === 0 ? 'no images' : 'one image only'}`,
    expected: 'at least two images of each class',
    remedy: 'add images of it, or leave the class out',
  }));
}

/** The same picture under two labels teaches nothing, and one of them is wrong. */
function contradictions(images: readonly IndexedImage[], classes: readonly string[]): Problem[] {
  const first = new Map<string, IndexedImage>();
  const pairs: [IndexedImage, IndexedImage][] = [];
  for (const image of images) {
    const other = first.get(image.sha256);
    if (!other) first.set(image.sha256, image);
    else if (other.label !== image.label) pairs.push([other, image]);
  }
  if (pairs.length === 0) return [];
  const say = ({ path, label }: IndexedImage) => `${path} (${classes[label]})`;
  const [one, other] = pairs[0]!;
  return [
    {
      code: 'THAW-DATA-CONTRADICTION',
      message: `${pairs.length} image${pairs.length === 1 ? ' has' : 's have'} the content of one with another label`,
      found: `${say(one)} and ${say(other)}`,
      remedy: 'keep the one whose label is right',
    },
  ];
}
