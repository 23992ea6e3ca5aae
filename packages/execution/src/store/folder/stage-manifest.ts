import { canonicalJson, shapeFault, shapes } from '@thaw/core';
import { fstatSync, readFileSync, type BigIntStats, type Stats } from 'node:fs';
import { sha256Of, whileOpen } from '../../files/read-small.js';

/** Where a blob lies and what it must hold. The file's name is its hash, so a replaced blob never has the old sum. */
export interface BlobEntry {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  /** When the file was written, Unix time in milliseconds: a file that has changed since is verified before it is used. */
  readonly writtenMs: number;
}

/** What a stage's folder holds, by the blobs' names. Replacing it is what commits a blob. */
export type StageManifest = Readonly<Record<string, BlobEntry>>;

/** Its checksum needs no secret: a file of a blob is nevertheless one of the stage's folder, whatever it is called. */
const manifestShape = shapes.object({
  sha256: shapes.sha256,
  blobs: shapes.byName(
    shapes.object({
      file: { type: 'string', pattern: '^[\\w-]+\\.blob$' },
      bytes: shapes.count,
      sha256: shapes.sha256,
      writtenMs: shapes.number,
    }),
  ),
});

/** Empty if there is none; undefined if it is damaged, and what it named is lost. */
export const readManifest = (file: string): Promise<StageManifest | undefined> =>
  readBy(async () => whileOpen(file, (handle) => manifestIn(handle, fstatSync(handle))));

/** Of a hundred thousand blobs it is smaller. */
const mostBytes = 2 ** 26;

/** What an open file lists. Undefined if it is damaged, no file, or of any size. */
export function manifestIn(handle: number, found: Stats | BigIntStats): StageManifest | undefined {
  return found.isFile() && found.size <= mostBytes ? parseManifest(readFileSync(handle, 'utf8')) : undefined;
}

/** The same, however the file is opened. */
export async function readBy(
  read: () => Promise<StageManifest | undefined>,
): Promise<StageManifest | undefined> {
  try {
    return await read();
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return {};
    // A circle of links or a socket in its place.
    if (code === 'ELOOP' || code === 'ENXIO') return undefined;
    throw error;
  }
}

/** Undefined if it is damaged. */
function parseManifest(text: string): StageManifest | undefined {
  try {
    const found: unknown = JSON.parse(text);
    if (shapeFault(found, manifestShape) !== undefined) return undefined;
    const { sha256, blobs } = found as { sha256: string; blobs: StageManifest };
    return sha256 === sha256Of(canonicalJson(blobs)) ? blobs : undefined;
  } catch {
    return undefined;
  }
}

export const manifestText = (blobs: StageManifest): string =>
  `${JSON.stringify({ sha256: sha256Of(canonicalJson(blobs)), blobs }, null, 1)}\n`;
