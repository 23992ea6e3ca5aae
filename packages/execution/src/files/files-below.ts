import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface FoundFile {
  readonly path: string;
  readonly bytes: number;
  readonly changedMs: number;
}

/**
 * All files below a folder; none if there is no such folder. What comes and goes meanwhile is passed over, and so is what a link leads
 * to: it lies elsewhere, or has no end.
 */
export async function filesBelow(folder: string): Promise<FoundFile[]> {
  const files: FoundFile[] = [];
  await addFilesBelow(folder, files);
  return files;
}

async function addFilesBelow(folder: string, files: FoundFile[]): Promise<void> {
  for (const name of await namesIn(folder)) {
    const path = join(folder, name);
    const entry = await lstat(path).catch(() => undefined);
    if (entry?.isDirectory()) await addFilesBelow(path, files);
    else if (entry?.isFile()) files.push({ path, bytes: entry.size, changedMs: entry.mtimeMs });
  }
}

/** Bytes of all files below a folder; 0 if there is none. */
export const bytesBelow = async (folder: string): Promise<number> => bytesOf(await filesBelow(folder));

export const bytesOf = (files: readonly { readonly bytes: number }[]): number =>
  files.reduce((sum, { bytes }) => sum + bytes, 0);

/** What lies in a folder; nothing if there is none. */
export const namesIn = (folder: string): Promise<string[]> =>
  readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (isNowhere(error)) return [];
    throw error;
  });

/** That a folder is not there, or cannot be: a file is in its way, or its name is longer than names may be. */
const isNowhere = ({ code }: NodeJS.ErrnoException): boolean =>
  code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG';
