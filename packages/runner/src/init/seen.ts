import type { SplitName } from '@thaw/core';

/** What `thaw init` has seen of a dataset: `--json` prints it. */
export interface Seen {
  /** Images that are listed, those included that cannot be read. */
  readonly images: number;
  readonly classes: readonly SeenClass[];
  /** In pixels, of the images that can be read. */
  readonly width: Range;
  readonly height: Range;
  readonly shorterSide: Range;
  /** Pixels of the one that has most. */
  readonly largest: number;
  readonly unreadable: readonly UnreadableFile[];
  /** Images with the content, byte for byte, of one that comes before them. */
  readonly copies: number;
  readonly nearCopies: SeenNearCopies;
  /** What a manifest or folders say of where images go; `drawn` are all others. */
  readonly splits: Readonly<Record<SplitName | 'drawn', number>>;
  /** Images that a manifest names a group for. */
  readonly grouped: number;
}

export interface SeenClass {
  readonly name: string;
  readonly images: number;
  /** Of them. */
  readonly unreadable: number;
}

export interface UnreadableFile {
  readonly path: string;
  readonly reason: string;
}

export interface Range {
  readonly least: number;
  readonly median: number;
  readonly most: number;
}

/** Images that look alike at a glance, and that nothing else holds together: no group, no equal content. */
export interface SeenNearCopies {
  readonly images: number;
  readonly sets: readonly NearSet[];
  /** Sets that are left apart, as a manifest puts images of them into different splits. */
  readonly parted: number;
  /** So much of the dataset looks alike that a glance tells nothing; then nothing is made of it. */
  readonly isAllAlike: boolean;
}

export interface NearSet {
  /** In the order of the dataset; the first names the set. */
  readonly paths: readonly string[];
  /** More than one: the same picture under several labels. */
  readonly labels: readonly string[];
}

export function rangeOf(values: readonly number[]): Range {
  const ordered = values.toSorted((a, b) => a - b);
  return {
    least: ordered[0] ?? 0,
    median: ordered[Math.floor((ordered.length - 1) / 2)] ?? 0,
    most: ordered.at(-1) ?? 0,
  };
}

/** Images of a class that can be read. */
export const readable = ({ images, unreadable }: SeenClass): number => images - unreadable;
