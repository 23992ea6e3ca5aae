import { ThawError } from '@thaw/core';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { isRecord } from '../files/stored-shape.js';

export interface BundleFile {
  /** Where it lies under the cache folder, with forward slashes. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface BundlePiece {
  readonly bytes: number;
  readonly sha256: string;
  /** How much of the archive it holds once it is unpacked. */
  readonly unpackedBytes: number;
}

/** What of a bundle does not depend on how it is divided. */
export interface BundleContent {
  /** Folders that are installed as a whole, with where their files came from, for people. */
  readonly folders: readonly { readonly path: string; readonly source: string }[];
  /** In the order of the archive. Those in none of the folders stand for themselves. */
  readonly files: readonly BundleFile[];
}

/** The file that a bundle is named by. Its pieces lie beside it and, joined, are a `.tar.gz`. */
export interface BundleManifest extends BundleContent {
  readonly format: typeof bundleFormat;
  readonly splitBytes: number;
  readonly pieces: readonly BundlePiece[];
}

export const bundleFormat = 'thaw-bundle-1';

/** `FILE.001`, `FILE.002`, …: named by position, so that no name in a manifest is ever opened. */
export const piecePath = (bundle: string, index: number): string =>
  `${bundle}.${String(index + 1).padStart(3, '0')}`;

/** Throws `THAW-BUNDLE-UNREADABLE`; nothing of what others have written into it is taken as it is. */
export async function readBundleManifest(file: string): Promise<BundleManifest> {
  const found = parse(await readFile(file, 'utf8'));
  if (isManifest(found)) return found;
  throw new ThawError({
    code: 'THAW-BUNDLE-UNREADABLE',
    message: `${file} is no bundle that this Thaw reads`,
    expected: `what \`thaw provision --bundle\` writes, in the format ${bundleFormat}`,
    found: isRecord(found) && typeof found['format'] === 'string' ? found['format'] : 'something else',
    remedy: `name the file without a number at its end, such as ${basename(file).replace(/\.\d{3,}$/, '')}`,
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const listOf = (value: unknown, isEach: (entry: Readonly<Record<string, unknown>>) => boolean): boolean =>
  Array.isArray(value) && value.every((entry) => isRecord(entry) && isEach(entry));

const isSize = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isSha256 = (value: unknown): boolean => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);

const isManifest = (value: unknown): value is BundleManifest =>
  isRecord(value) &&
  value['format'] === bundleFormat &&
  isSize(value['splitBytes']) &&
  listOf(value['folders'], (entry) => isFolder(entry['path']) && typeof entry['source'] === 'string') &&
  listOf(
    value['files'],
    (entry) => isPlace(entry['path']) && isSize(entry['bytes']) && isSha256(entry['sha256']),
  ) &&
  listOf(
    value['pieces'],
    (entry) => isSize(entry['bytes']) && isSize(entry['unpackedBytes']) && isSha256(entry['sha256']),
  );

const isFolder = (path: unknown): boolean => typeof path === 'string' && /^tensorflow\/[\w.-]+$/.test(path);

/** A path that leads to no other place than it says, on any system: below one of the two folders, by plain names. */
const isPlace = (path: unknown): boolean =>
  typeof path === 'string' &&
  /^(tensorflow\/[^/]+\/.+|weights\/[^/]+)$/.test(path) &&
  path.split('/').every((name) => /^[^\\:\p{Cc}]+$/u.test(name) && !/^\.*$/.test(name));
