import type { IndexedImage } from '@thaw/execution/data';
import { unitsOf } from '@thaw/execution/data';
import type { NearSet, SeenNearCopies } from './seen.js';

export interface NearGroups {
  readonly seen: SeenNearCopies;
  /** The images, those that look alike in one group each. */
  readonly images: readonly IndexedImage[];
}

/** A set of more images than this, and of more than this share of the dataset, is no set of copies. */
const plausible = { images: 20, share: 0.1 };

/** How many images of so many may look alike and be copies. */
export const mostCopies = (images: number): number => Math.max(plausible.images, plausible.share * images);

/** Of each image the number of the unit that it belongs to with copies and images of its group. */
export function unitNumbers(images: readonly IndexedImage[]): readonly number[] {
  const numbers = new Array<number>(images.length);
  for (const [unit, { members }] of unitsOf(images).entries())
    for (const member of members) numbers[member] = unit;
  return numbers;
}

/**
 * What follows from pairs of images that look alike: sets, through chains of any length, with the groups and copies that
 * they reach, and images that are grouped by them.
 */
export function nearSets(
  { images, classes }: { readonly images: readonly IndexedImage[]; readonly classes: readonly string[] },
  pairs: readonly (readonly [number, number])[],
): NearGroups {
  const numbers = unitNumbers(images);
  const units = unitsOf(images).map(({ members }) => members);
  const joined = joinUnits(pairs.map(([a, b]) => [numbers[a]!, numbers[b]!]));
  const sets = joined.map((parts) => parts.flatMap((unit) => units[unit]!).sort((a, b) => a - b));
  const largest = sets.reduce((most, { length }) => Math.max(most, length), 0);
  const isAllAlike = largest > mostCopies(images.length);
  const isParted = (set: readonly number[]) =>
    new Set(set.flatMap((image) => images[image]!.split ?? [])).size > 1;
  const kept = isAllAlike ? [] : sets.filter((set) => !isParted(set));
  return {
    seen: {
      images: kept.reduce((sum, set) => sum + set.length, 0),
      sets: kept.map((set): NearSet => ({
        paths: set.map((image) => images[image]!.path),
        labels: [...new Set(set.map((image) => classes[images[image]!.label]!))],
      })),
      parted: isAllAlike ? 0 : sets.length - kept.length,
      isAllAlike,
    },
    images: kept.length > 0 ? grouped(images, kept) : images,
  };
}

/** What is made of images that look alike where they cannot be kept together: nothing. */
export const allAlike = (images: readonly IndexedImage[]): NearGroups => ({
  seen: { images: 0, sets: [], parted: 0, isAllAlike: true },
  images,
});

/** Sets of the units that these pairs join, through chains of any length. */
function joinUnits(pairs: readonly (readonly [number, number])[]): number[][] {
  const ends = pairs
    .filter(([a, b]) => a !== b)
    .flatMap((pair, index) => pair.map((unit) => ({ unit, pair: index })));
  const sets = unitsOf(ends.map(({ unit, pair }) => ({ group: `${pair}`, sha256: `${unit}` })));
  return sets.map(({ members }) => [...new Set(members.map((end) => ends[end]!.unit))]);
}

/** Under the name of a group that the set has already, or of its first image. */
function grouped(
  images: readonly IndexedImage[],
  sets: readonly (readonly number[])[],
): readonly IndexedImage[] {
  const groupOf = new Map<number, string>();
  for (const set of sets) {
    const name = set.map((image) => images[image]!.group).find((group) => group !== undefined);
    for (const image of set) groupOf.set(image, name ?? images[set[0]!]!.path);
  }
  return images.map((image, index) => {
    const group = groupOf.get(index);
    return group === undefined ? image : { ...image, group };
  });
}
