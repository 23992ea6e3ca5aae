import { ThawError, type DataConfig, type OnProgress, type Problem } from '@thaw/core';
import { listClassFolders } from './class-folders.js';
import { blankTwins, caseTwins } from './class-names.js';
import type { DatasetIndex, IndexedImage } from './dataset-index.js';
import { fileStates, type DigestCache } from './digest-cache.js';
import type { FileState } from '../files/file-state.js';
import type { Listing } from './listing.js';
import { readManifest } from './manifest.js';
import { splitContradictions } from './split-contradictions.js';

export interface IndexOptions {
  readonly digests: DigestCache;
  readonly onProgress?: OnProgress;
}

type Place = Pick<DataConfig, 'root' | 'manifest'>;

/** What is said of the images of a dataset, and that each is there; none is opened. */
export interface ListedDataset extends Listing {
  /** Of each file. */
  readonly states: readonly FileState[];
}

/**
 * Finds the images of a dataset and what they are said to show, in class folders or by a manifest.
 * @throws ThawError `THAW-DATA-*` with everything that is wrong, bad rows of a manifest with their positions.
 */
export async function listDataset({ root, manifest }: Place): Promise<ListedDataset> {
  const listing = manifest === undefined ? await listClassFolders(root) : await readManifest(manifest, root);
  const states = await fileStates(
    root,
    listing.files.map(({ path }) => path),
  );
  const problems = [...listing.problems, ...missingFiles(root, listing, states), ...blankTwins(listing)];
  // Classes look too small when rows are faulty, so these are only looked at when no row is.
  if (problems.length === 0) problems.push(...smallClasses(listing));
  if (problems.length > 0) throw new ThawError([...problems, ...splitContradictions(listing)]);
  return {
    ...listing,
    states: states as FileState[],
    warnings: [...listing.warnings, ...caseTwins(listing)],
  };
}

/**
 * Lists a dataset and looks into its images.
 * @throws ThawError as `listDataset` does, and for what only their contents tell.
 */
export async function indexDataset(
  place: Place,
  { digests, onProgress }: IndexOptions,
): Promise<DatasetIndex> {
  const listing = await listDataset(place);
  const { root } = place;
  const { files, classes } = listing;
  const paths = files.map(({ path }) => path);
  const sha256 = await digests.digest(root, paths, listing.states, onProgress);
  const divided = splitContradictions(listing, sha256);
  if (divided.length > 0) throw new ThawError(divided);
  const labelOf = new Map(classes.map((name, label) => [name, label]));
  const images = files
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
    imageBytes: listing.states.reduce((sum, { bytes }) => sum + bytes, 0),
    warnings: [...listing.warnings, ...contradictions(images, classes)],
  };
}

function missingFiles(
  root: string,
  { files, positionOf }: Listing,
  states: readonly (FileState | undefined)[],
): Problem[] {
  const missing = files.flatMap((_, index) => (states[index] === undefined ? [index] : []));
  const code = 'THAW-DATA-MISSING-FILE';
  if (missing.length > 1 && missing.length === files.length) {
    return [
      {
        code,
        message: `none of the ${files.length} images of the manifest is in ${root}`,
        found: `no ${files[0]!.path}, for example`,
        remedy: isOfWindows(files[0]!.path)
          ? 'write paths from `data.root`, without a drive'
          : 'set `data.root` to the folder that the manifest’s paths start from',
        ...(positionOf && { position: positionOf(0) }),
      },
    ];
  }
  return missing.map((index) => ({
    code,
    message: 'an image is missing',
    expected: `a file ${files[index]!.path} in ${root}`,
    ...(positionOf && { position: positionOf(index) }),
  }));
}

/** `C:\…` or `\\server\…`, which means nothing on any other machine. */
const isOfWindows = (path: string): boolean => /^([a-z]:[\\/]|\\\\)/i.test(path);

function smallClasses({ files, classes }: Listing): Problem[] {
  const counts = new Map(classes.map((name) => [name, 0]));
  for (const { label } of files) counts.set(label, counts.get(label)! + 1);
  const small = Array.from(counts).filter(([, count]) => count < 2);
  if (classes.length < 2) {
    return [
      {
        code: 'THAW-DATA-ONE-CLASS',
        message: 'a classifier needs at least two classes',
        expected: 'images of two or more classes',
        found: classes.length === 1 ? `only ${classes[0]}` : 'no images',
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
