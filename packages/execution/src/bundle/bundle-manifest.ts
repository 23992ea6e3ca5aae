import { shapeFault, shapes, ThawError } from '@thaw/core';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseJson } from '../files/parse-json.js';

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

/** Of a hundred thousand files it is smaller; a piece, which somebody names in its place, is larger. */
const mostBytes = 2 ** 26;

/** `FILE.001`, `FILE.002`, …: named by position, so that no name in a manifest is ever opened. */
export const piecePath = (bundle: string, index: number): string =>
  `${bundle}.${String(index + 1).padStart(3, '0')}`;

/** Throws `THAW-BUNDLE-UNREADABLE`; nothing of what others have written into it is taken as it is. */
export async function readBundleManifest(file: string): Promise<BundleManifest> {
  const entry = await stat(file);
  const found =
    entry.isFile() && entry.size <= mostBytes ? parseJson(await readFile(file, 'utf8')) : undefined;
  const fault = shapeFault(found, manifestShape);
  if (fault === undefined) return found as BundleManifest;
  const format = shapeFault(found, anyBundle) ? undefined : (found as BundleManifest).format;
  throw new ThawError({
    code: 'THAW-BUNDLE-UNREADABLE',
    message: `${file} is no bundle that this Thaw reads`,
    expected: `what \`thaw provision --bundle\` writes, in the format ${bundleFormat}`,
    found: format === bundleFormat ? `damage: ${fault}` : (format ?? 'something else'),
    remedy: `name the file without a number at its end, such as ${basename(file).replace(/\.\d{3,}$/, '')}`,
  });
}

/** A plain name of a folder or file, on any system. */
const name = String.raw`(?!\.*(/|$))[^/\\:\p{Cc}]+`;
const { count, listOf, object, sha256, text } = shapes;

/** Of whatever format. */
const anyBundle = object({ format: text });

const manifestShape = object({
  format: { const: bundleFormat },
  splitBytes: count,
  folders: listOf(object({ path: { type: 'string', pattern: '^tensorflow/[\\w.-]+$' }, source: text })),
  files: listOf(
    object({
      /** Leads to no other place than it says: below one of the two folders. */
      path: { type: 'string', pattern: `^(tensorflow/${name}(/${name})+|weights/${name})$` },
      bytes: count,
      sha256,
    }),
  ),
  pieces: listOf(object({ bytes: count, unpackedBytes: count, sha256 })),
});
