import { contentHash } from '@thaw/core';
import { readFile } from 'node:fs/promises';
import { writeFileAtomically } from '../../files/atomic-file.js';

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

/** Empty if there is none; undefined if it is damaged, and what it named is lost. */
export async function readManifest(file: string): Promise<StageManifest | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
  try {
    const { sha256, blobs } = JSON.parse(text) as { sha256: string; blobs: StageManifest };
    return sha256 === contentHash(blobs) ? blobs : undefined;
  } catch {
    return undefined;
  }
}

export const writeManifest = (file: string, blobs: StageManifest): Promise<void> =>
  writeFileAtomically(file, `${JSON.stringify({ sha256: contentHash(blobs), blobs }, null, 1)}\n`);
