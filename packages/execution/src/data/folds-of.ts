import { ThawError } from '@thaw/core';
import { hash } from 'node:crypto';
import type { DatasetIndex } from './dataset-index.js';
import { majority } from './split-dataset.js';
import { unitsOf } from './split-units.js';

/** From 1; undefined of an image that validates in none. */
type Fold = number | undefined;

/**
 * Which fold each image validates in. None for those that the manifest names, with all that is tied to them, nor for what has to be
 * trained on in every fold: where a class lies in one fold as a whole, its smallest unit. Stratified by class: where no groups
 * are in the way, each class has as many images in each fold, to within one, and so have all classes together. What is tied by
 * groups or equal content is never parted.
 *
 * Where an image goes depends on contents, groups and the seed, not on paths or their order.
 * @throws ThawError `THAW-DATA-FOLDS` when a fold would be empty.
 */
export function foldsOf(
  { classes, images }: Pick<DatasetIndex, 'classes' | 'images'>,
  count: number,
  seed: number,
): readonly Fold[] {
  const labelOf = (image: number) => images[image]!.label;
  const folds = new Array<Fold>(images.length).fill(undefined);
  const drawn = unitsOf(images).filter(({ members }) =>
    members.every((image) => images[image]!.split === undefined),
  );
  const lots = new Map(drawn.map((unit) => [unit, hash('sha256', `${seed}\0fold\0${unit.key}`)]));
  drawn.sort((a, b) => b.members.length - a.members.length || (lots.get(a)! < lots.get(b)! ? -1 : 1));

  // Big units first, since small ones can still even out what big ones leave; equal ones in the seed's order.
  const needs = foldNeeds(
    classes,
    drawn.flatMap(({ members }) => members.map(labelOf)),
    count,
  );
  const all = needs.reduce((total, need) => total.map((each, fold) => each + need[fold]!));
  for (const { members } of drawn) {
    const need = needs[majority(members.map(labelOf))]!;
    const home = [...need.keys()].reduce((best, fold) =>
      (need[fold]! - need[best]! || all[fold]! - all[best]!) > 0 ? fold : best,
    );
    for (const image of members) {
      folds[image] = home + 1;
      needs[labelOf(image)]![home]!--;
      all[home]!--;
    }
  }

  for (const label of classes.keys()) {
    const trained = [...images.keys()].filter(
      (image) => labelOf(image) === label && images[image]!.split !== 'test',
    );
    const homes = new Set(trained.map((image) => folds[image]));
    if (homes.size !== 1 || homes.has(undefined)) continue;
    const smallest = drawn.findLast(({ members }) => members.some((image) => labelOf(image) === label))!;
    for (const image of smallest.members) folds[image] = undefined;
  }
  const missing = Array.from({ length: count }, (_, fold) => fold + 1).find((fold) => !folds.includes(fold));
  if (missing !== undefined) throw emptyFold(missing, count, drawn.length);
  return folds;
}

/** How many images of each class each fold is to have. What is left over goes to one fold after the other, class by class. */
function foldNeeds(classes: readonly string[], labels: readonly number[], count: number): number[][] {
  let next = 0;
  const sizes = classes.map(() => 0);
  for (const label of labels) sizes[label]!++;
  return sizes.map((size) => {
    const need = new Array<number>(count).fill(Math.floor(size / count));
    for (let left = size % count; left > 0; left--) need[next++ % count]!++;
    return need;
  });
}

const emptyFold = (fold: number, count: number, units: number): ThawError =>
  new ThawError({
    code: 'THAW-DATA-FOLDS',
    message: `fold ${fold} of ${count} would have no images to validate`,
    expected: 'an image in each fold',
    found: `${units} images or groups that may validate`,
    remedy: 'lower data.split.folds',
  });
