import { ThawError, type DataPlace, type OnProgress, type Problem } from '@thaw/core';
import { indexSource, splitDataset, type DatasetIndex, type UnreadableImage } from '@thaw/execution/data';
import { isUnreadable, lookAtImages, nearCopies, type Look } from '@thaw/execution/images';
import { findImages } from './find-images.js';
import { allAlike, mostCopies, nearSets, unitNumbers } from './near-sets.js';
import { recipeFor, type Recipe } from './recipe.js';
import { rangeOf, readable, type Seen, type SeenClass } from './seen.js';

/** All that is known of a dataset before anything is chosen. */
export interface Looked {
  readonly place: DataPlace;
  readonly needsManifest: boolean;
  readonly index: DatasetIndex;
  /** As the index's, those that look alike in one group each. */
  readonly groupedImages: DatasetIndex['images'];
  readonly unreadable: readonly UnreadableImage[];
  readonly seen: Seen;
}

interface LookOptions {
  readonly path: string;
  readonly root: string | undefined;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

/**
 * Indexes the images that somebody points at and looks at each.
 * @throws ThawError where no classifier can be made of them, with what is needed.
 */
export async function look({ path, root, onProgress, signal }: LookOptions): Promise<Looked> {
  const { source, place, needsManifest } = await findImages(path, root);
  const index = await indexSource(source, place.root, (progress) => {
    signal.throwIfAborted();
    onProgress(progress);
  });
  const { images } = index;
  const looks = await lookAtImages(
    source,
    images.map((image) => image.path),
    { onProgress, signal },
  );
  const unreadable = looks.flatMap((seen, row) =>
    isUnreadable(seen) ? [{ row, path: images[row]!.path, reason: seen.unreadable }] : [],
  );
  const rows = looks.flatMap((seen, row) => (isUnreadable(seen) ? [] : [{ row, seen }]));
  const units = unitNumbers(images);
  const { links } = await nearCopies(
    rows.map(({ seen }) => seen.sketch),
    { units: rows.map(({ row }) => units[row]!), most: mostCopies(images.length), signal },
  );
  const pairs = links.map(([a, b]) => [rows[a]!.row, rows[b]!.row] as const);
  const seenClasses = countClasses(index, unreadable);
  const splits = countSplits(index);
  const sets = nearSets(index, pairs);
  const { split } = recipeFor({ classes: seenClasses, splits });
  const near = canBeHeldOut(index, sets.images, split) ? sets : allAlike(images);
  refuseTooFew(seenClasses, (label) => unreadable.filter(({ row }) => images[row]!.label === label));
  return {
    ...{ place, needsManifest, index, unreadable, groupedImages: near.images },
    seen: {
      images: images.length,
      classes: seenClasses,
      ...sizes(rows.map(({ seen }) => seen)),
      unreadable: unreadable.map(({ path, reason }) => ({ path, reason })),
      copies: images.length - new Set(images.map(({ sha256 }) => sha256)).size,
      nearCopies: near.seen,
      splits,
      grouped: images.filter(({ group }) => group !== undefined).length,
    },
  };
}

const sizes = (looks: readonly Look[]) => ({
  width: rangeOf(looks.map(({ width }) => width)),
  height: rangeOf(looks.map(({ height }) => height)),
  shorterSide: rangeOf(looks.map(({ width, height }) => Math.min(width, height))),
  largest: looks.reduce((most, { width, height }) => Math.max(most, width * height), 0),
});

function countClasses(
  { classes, images }: DatasetIndex,
  unreadable: readonly UnreadableImage[],
): readonly SeenClass[] {
  const counts = classes.map((name) => ({ name, images: 0, unreadable: 0 }));
  for (const { label } of images) counts[label]!.images++;
  for (const { row } of unreadable) counts[images[row]!.label]!.unreadable++;
  return counts;
}

function countSplits({ images }: DatasetIndex): Seen['splits'] {
  const counts = { train: 0, validation: 0, test: 0, drawn: 0 };
  for (const { split } of images) counts[split ?? 'drawn']++;
  return counts;
}

/** Whether, with sets kept together, at least half of the share for validation can be had: a set may be a whole class. */
function canBeHeldOut(index: DatasetIndex, images: DatasetIndex['images'], split: Recipe['split']): boolean {
  if (images === index.images || !split) return true;
  const { validation } = splitDataset({ ...index, images }, split, 42);
  return validation.length >= (split.validation * images.length) / 2;
}

/** One to learn from and one to be tried on: with fewer that can be read, no spec would run. */
function refuseTooFew(
  classes: readonly SeenClass[],
  unreadableOf: (label: number) => readonly UnreadableImage[],
): void {
  const problems = classes.flatMap((each, label): Problem[] => {
    if (readable(each) >= 2) return [];
    const found = unreadableOf(label).slice(0, 3);
    return [
      {
        code: 'THAW-INIT-UNREADABLE-CLASS',
        message: `of class ${each.name} only ${readable(each)} of ${each.images} images can be read`,
        expected: 'at least two images of each class that can be read',
        found: found.map(({ path, reason }) => `${path}: ${reason}`).join('\n'),
        remedy: 'repair these files, add images of the class, or leave it out',
      },
    ];
  });
  if (problems.length > 0) throw new ThawError(problems);
}
