import { ThawError, type Problem, type SplitName } from '@thaw/core';
import { hash } from 'node:crypto';
import { splitNames, type DatasetIndex } from './dataset-index.js';
import { splitQuotas } from './split-quotas.js';
import { unitsOf, type Unit } from './split-units.js';

/** Indices into the dataset's images, ascending; each image is in exactly one. */
export type Split = Readonly<Record<SplitName, Uint32Array>>;

/**
 * Divides a dataset, stratified by class: each class gets its share of each split, to within one image where no groups
 * are in the way, and keeps at least one training image. What is tied by groups or equal content is never parted.
 * Images for which the manifest names a split stay there, with all that is tied to them; the shares are of the others.
 *
 * Where an image goes depends on contents, groups, its class's images and the seed, not on paths or their order.
 * @throws ThawError `THAW-DATA-NO-TRAINING` when the manifest leaves a class without training images.
 */
export function splitDataset(
  { classes, images }: Pick<DatasetIndex, 'classes' | 'images'>,
  shares: { readonly validation: number; readonly test: number },
  seed: number,
): Split {
  const splitOf = new Array<SplitName>(images.length);
  const labelOf = (image: number) => images[image]!.label;
  const place = (unit: Unit, split: SplitName) => unit.members.forEach((image) => (splitOf[image] = split));

  const drawn: Unit[] = [];
  const counts = classes.map(() => 0);
  for (const unit of unitsOf(images)) {
    const named = unit.members.find((image) => images[image]!.split !== undefined);
    if (named !== undefined) place(unit, images[named]!.split!);
    else {
      drawn.push(unit);
      for (const image of unit.members) counts[labelOf(image)]!++;
    }
  }

  // Big units first, since small ones can still even out what big ones leave; equal ones in the seed's order.
  const lots = new Map(drawn.map((unit) => [unit, hash('sha256', `${seed}\0${unit.key}`)]));
  drawn.sort((a, b) => b.members.length - a.members.length || (lots.get(a)! < lots.get(b)! ? -1 : 1));
  const needs = splitQuotas(classes, counts, shares, seed);
  for (const unit of drawn) {
    const need = needs[majority(unit.members.map(labelOf))]!;
    const split = splitNames.reduce((best, name) => (need[name] > need[best] ? name : best));
    place(unit, split);
    for (const image of unit.members) needs[labelOf(image)]![split]--;
  }

  for (const label of untrainedLabels(classes, images, splitOf)) {
    const smallest = drawn.findLast((unit) => unit.members.some((image) => labelOf(image) === label));
    if (smallest) place(smallest, 'train');
  }
  const untrained = untrainedLabels(classes, images, splitOf);
  if (untrained.length > 0) throw new ThawError(untrained.map((label) => noTraining(classes[label]!)));

  const membersOf = (name: SplitName) =>
    Uint32Array.from(splitOf.keys()).filter((image) => splitOf[image] === name);
  return { train: membersOf('train'), validation: membersOf('validation'), test: membersOf('test') };
}

/** The most frequent label; the lowest of several. */
export function majority(labels: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].reduce((best, entry) =>
    (entry[1] - best[1] || best[0] - entry[0]) > 0 ? entry : best,
  )[0];
}

function untrainedLabels(
  classes: readonly string[],
  images: DatasetIndex['images'],
  splitOf: readonly SplitName[],
): number[] {
  const trained = new Set(images.flatMap(({ label }, image) => (splitOf[image] === 'train' ? [label] : [])));
  return [...classes.keys()].filter((label) => !trained.has(label));
}

const noTraining = (name: string): Problem => ({
  code: 'THAW-DATA-NO-TRAINING',
  message: `class ${name} has no training images`,
  expected: 'at least one image of each class for training',
  found: 'a manifest that puts all of them into validation or test',
  remedy: 'correct the column split',
});
