import type { Problem, SourcePosition } from '../errors/problem.js';
import type { DataConfig } from '../spec/run-config.js';
import type { OnProgress } from './progress.js';

/** Where a spec says that its images lie. */
export type DataPlace = Pick<DataConfig, 'root' | 'manifest'>;

export type SplitName = 'train' | 'validation' | 'test';

/** An image that is said to show something. */
export interface ListedImage {
  /** Names it within its source, for people too, with forward slashes. */
  readonly path: string;
  readonly label: string;
  /** Where the source itself puts it. */
  readonly split?: SplitName;
  /** Images of one group never end up in different splits. */
  readonly group?: string;
}

/** What a source says of its images; none of them has been opened. */
export interface DatasetListing {
  readonly images: readonly ListedImage[];
  /** Classes by name in code-unit order, those without an image included. */
  readonly classes: readonly string[];
  /** Of all images together, as they are stored. */
  readonly bytes: number;
  /** Why it cannot be used: images that are missing, rows that say nothing. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** Where it is said, of the image with this index. */
  readonly positionOf?: (index: number, what?: 'path' | 'label' | 'split') => SourcePosition;
}

/**
 * Where the images of a dataset come from. Rules every source keeps:
 * - A path means the same image on every machine, whenever the source is opened.
 * - What an image holds are its bytes as they were stored (JPEG, PNG, …): `identify` gives their SHA-256, `read` them.
 * - Whoever reads compares: a source may give other bytes than it has identified, if somebody has changed them since.
 */
export interface DataSource {
  /** @throws ThawError `THAW-DATA-*` where nothing can be listed. */
  list(): Promise<DatasetListing>;
  /** SHA-256 in hex of images that are there, in the order of `paths`. May remember what has not changed. */
  identify(paths: readonly string[], onProgress?: OnProgress): Promise<readonly string[]>;
  /** Bytes of an image as it is stored; 0 if there is none. */
  size(path: string): Promise<number>;
  /** Rejects if there is no such image, or none that can be had. */
  read(path: string): Promise<Uint8Array>;
  /** Where an image's bytes are, or should be: processes that decode read them from there by themselves. */
  file(path: string): string;
}
