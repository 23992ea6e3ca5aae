import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isImageFile, listFolders } from './image-files.js';
import { isSplitFolder } from './split-folders.js';

/** What the folders in `root` stand for. */
export interface ImageLayout {
  readonly root: string;
  readonly folders: 'classes' | 'splits';
}

/**
 * How images lie below a folder that somebody points at: those that are wrapped in folders which hold nothing but one
 * other, as archives often are, are found where they fork.
 */
export async function imageLayout(folder: string): Promise<ImageLayout> {
  const folders = await listFolders(folder);
  if (folders.length > 1 && folders.every(isSplitFolder)) return { root: folder, folders: 'splits' };
  if (folders.length === 1 && !(await hasImages(folder))) {
    const inner = join(folder, folders[0]!);
    if ((await listFolders(inner)).length > 0 && !(await hasImages(inner))) return imageLayout(inner);
  }
  return { root: folder, folders: 'classes' };
}

const hasImages = async (folder: string): Promise<boolean> => (await readdir(folder)).some(isImageFile);
