import type { Problem, SplitName } from '@thaw/core';

export const splitNames = ['train', 'validation', 'test'] as const satisfies readonly SplitName[];

export interface IndexedImage {
  /** From the dataset's root, with forward slashes. */
  readonly path: string;
  /** Index into `classes`. */
  readonly label: number;
  /** Of the file's bytes, in hex. */
  readonly sha256: string;
  /** Where the manifest itself puts the image. */
  readonly split?: SplitName;
  /** Images of one group never end up in different splits. */
  readonly group?: string;
}

/** Which images there are and what they show; nothing is decoded yet. Plain JSON. */
export interface DatasetIndex {
  /** Absolute. */
  readonly root: string;
  /** At least two, in code-unit order. */
  readonly classes: readonly string[];
  /** In code-unit order of their paths: the same on every machine, file system and locale. */
  readonly images: readonly IndexedImage[];
  /** Of all image files together; no part of what is stored, as the contents' hashes say more. */
  readonly imageBytes: number;
  /** What a person should know that stops nothing, such as files that were left out. */
  readonly warnings: readonly Problem[];
}
