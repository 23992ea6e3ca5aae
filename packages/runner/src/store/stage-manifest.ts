import { readFile } from 'node:fs/promises';
import { writeFileAtomically } from './atomic-file.js';

/** Where a blob lies and what it must hold. The file's name is its hash, so a replaced blob never has the old sum. */
export interface BlobEntry {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What a stage's folder holds, by the blobs' names. Replacing it is what commits a blob. */
export type StageManifest = Readonly<Record<string, BlobEntry>>;

export async function readManifest(file: string): Promise<StageManifest> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
  try {
    return (JSON.parse(text) as { blobs: StageManifest }).blobs ?? {};
  } catch {
    // Renaming made it whole; if it is not JSON, the disk damaged it, and what it named must be computed again.
    return {};
  }
}

export const writeManifest = (file: string, blobs: StageManifest): Promise<void> =>
  writeFileAtomically(file, `${JSON.stringify({ blobs }, null, 1)}\n`);
