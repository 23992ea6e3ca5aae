import { listing, ThawError, type Problem, type SourcePosition } from '@thaw/core';
import { className, isFolder, isImageFile, listFiles, readManifest } from '@thaw/execution/data';
import { stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';
import type { NamedClass } from './predictions.js';

/** An image that somebody has named, by itself or with others. */
export interface ImageToPredict {
  readonly file: string;
  /** As people are told of it: from the folder that they stand in, or absolute where it lies elsewhere. */
  readonly path: string;
  /** The class that it is said to show. */
  readonly label?: string;
  /** Where it is said. */
  readonly position?: SourcePosition;
}

export interface NamedImages {
  /** Of images, folders and CSV files, absolute. */
  readonly paths: readonly string[];
  /** Whether the folders directly below a folder name classes. */
  readonly classFolders: boolean;
  readonly cwd: string;
}

/**
 * All images that are named: files, those below folders at any depth, and those that CSV files list. Whether a file can be read is
 * seen when it is.
 * @throws ThawError `THAW-PREDICT-NO-IMAGES`, and what is wrong with a CSV file.
 */
export async function imagesToPredict({
  paths,
  classFolders,
  cwd,
}: NamedImages): Promise<readonly ImageToPredict[]> {
  const problems: Problem[] = [];
  const images: ImageToPredict[] = [];
  for (const path of paths) {
    try {
      for (const image of await imagesAt(path, classFolders))
        images.push({ ...image, path: shownFrom(cwd, image.file) });
    } catch (error) {
      if (!(error instanceof ThawError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new ThawError(problems);
  return images;
}

type Found = Omit<ImageToPredict, 'path'>;

async function imagesAt(path: string, classFolders: boolean): Promise<readonly Found[]> {
  if (await isFolder(path)) return imagesIn(path, classFolders);
  if (!(await stat(path).catch(() => undefined))) throw new ThawError(nothingAt(path));
  return /\.csv$/i.test(path) ? listedIn(path) : [{ file: path }];
}

async function imagesIn(folder: string, classFolders: boolean): Promise<readonly Found[]> {
  const files = (await listFiles(folder)).filter(isImageFile);
  if (files.length === 0) throw new ThawError(noneIn(folder));
  return files.map((file) => ({
    file: join(folder, file),
    ...(classFolders && file.includes('/') && { label: className(file.slice(0, file.indexOf('/'))) }),
  }));
}

/** Paths in it start from its folder, as where a spec names no root. */
async function listedIn(file: string): Promise<readonly Found[]> {
  const root = dirname(file);
  const { images, problems, positionOf } = await readManifest(file, root, ['path']);
  if (problems.length > 0) throw new ThawError(problems);
  if (images.length === 0) throw new ThawError(noneListed(file));
  return images.map(({ path, label }, index) => ({
    file: join(root, path),
    ...(label !== '' && { label, position: positionOf!(index, 'label') }),
  }));
}

function shownFrom(cwd: string, file: string): string {
  const path = relative(cwd, file);
  return path.startsWith('..') || isAbsolute(path) ? file : path;
}

/**
 * The class of each image, by its place among the network's classes, which are called by label or WordNet id; none where it is not said.
 * @throws ThawError `THAW-PREDICT-UNKNOWN-LABEL`.
 */
export function labelsOf(
  images: readonly ImageToPredict[],
  classes: readonly NamedClass[],
): readonly (number | undefined)[] {
  // Of two that have one label it is the first, unless the id says which.
  const places = new Map(classes.map(({ label }, place): [string, number] => [label, place]).toReversed());
  for (const [place, { wordnet }] of classes.entries()) if (wordnet !== undefined) places.set(wordnet, place);
  const unknown = new Map<string, ImageToPredict>();
  const labels = images.map((image) => {
    if (image.label === undefined) return undefined;
    const place = places.get(image.label);
    if (place === undefined && !unknown.has(image.label)) unknown.set(image.label, image);
    return place;
  });
  if (unknown.size > 0)
    throw new ThawError(
      [...unknown.values()].map((image) =>
        unknownLabel(
          image,
          classes.map(({ label }) => label),
        ),
      ),
    );
  return labels;
}

const unknownLabel = ({ label, path, position }: ImageToPredict, classes: readonly string[]): Problem => ({
  code: 'THAW-PREDICT-UNKNOWN-LABEL',
  message: `the network does not know the class ${label}`,
  expected: listing(classes, 'or', 12),
  found: `${label}, of ${path}`,
  ...(position && { position }),
  remedy: position
    ? 'correct the label, or take the column away to have no metrics'
    : 'rename the folder, or leave out --class-folders to have no metrics',
});

export const noLabels: Problem = {
  code: 'THAW-PREDICT-NO-LABELS',
  message: 'there are no metrics, as of no image that can be read it is known what it shows',
  expected: 'a CSV file with the columns path and label, or folders called as classes with --class-folders',
};

const nothingAt = (path: string): Problem => ({
  code: 'THAW-PREDICT-NO-IMAGES',
  message: `there is nothing at ${path}`,
  expected: 'an image, a folder of images or a CSV file with a column path',
  remedy: 'check the path; it is relative to the folder you stand in',
});

const noneIn = (folder: string): Problem => ({
  code: 'THAW-PREDICT-NO-IMAGES',
  message: `there are no images in ${folder}`,
  expected: 'a folder with images, at any depth',
});

const noneListed = (file: string): Problem => ({
  code: 'THAW-PREDICT-NO-IMAGES',
  message: `${file} lists no images`,
  expected: 'a row for each image, below a first row with the column path',
});
