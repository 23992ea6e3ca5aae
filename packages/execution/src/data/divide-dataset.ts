import { ThawError, type SplitSettings } from '@thaw/core';
import type { DatasetIndex, IndexedImage } from './dataset-index.js';
import { foldsOf } from './folds-of.js';
import { splitDataset, type Split } from './split-dataset.js';

/**
 * Divides a dataset as a run does. Which images are for the test is drawn by the seed alone: whichever fold validates, and
 * whatever a repeat draws anew, nobody trains on them.
 * @throws ThawError what `splitDataset` and `foldsOf` throw, and `THAW-DATA-FOLDS` where the manifest names images for validation.
 */
export function divideDataset(
  { classes, images }: Pick<DatasetIndex, 'classes' | 'images'>,
  settings: SplitSettings,
): Split {
  const { fold, validation, test, seed, redrawn = seed } = settings;
  if (!fold && redrawn === seed) return splitDataset({ classes, images }, settings, seed);
  if (fold && images.some(({ split }) => split === 'validation')) throw namesValidation();
  const tested = splitDataset({ classes, images }, fold ? { validation: 0, test } : settings, seed).test;
  const rest = namedForTest(images, tested);
  if (!fold)
    return splitDataset({ classes, images: rest }, { validation: validation / (1 - test), test: 0 }, redrawn);
  const folds = foldsOf({ classes, images: rest }, fold.of, redrawn);
  const isTested = new Set(tested);
  const select = (isMember: (image: number) => boolean) => Uint32Array.from(folds.keys()).filter(isMember);
  return {
    train: select((image) => folds[image] !== fold.number && !isTested.has(image)),
    validation: select((image) => folds[image] === fold.number),
    test: tested,
  };
}

function namedForTest(images: readonly IndexedImage[], tested: Uint32Array): readonly IndexedImage[] {
  const named = [...images];
  for (const image of tested) named[image] = { ...named[image]!, split: 'test' };
  return named;
}

const namesValidation = (): ThawError =>
  new ThawError({
    code: 'THAW-DATA-FOLDS',
    message: 'the manifest names images for validation, and the spec asks for folds',
    expected: 'one of both: each fold validates on other images',
    remedy: 'take `validation` out of the column split, or take data.split.folds away',
  });
