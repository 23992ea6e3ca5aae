import type { DataSource, ListedImage, Problem, SplitName } from '@thaw/core';
import { join } from 'node:path';
import { className } from './class-names.js';
import type { DigestCache } from './digest-cache.js';
import { FileSource, type FileListing } from './file-source.js';
import { isImageFile, listFiles, listFolders } from './image-files.js';

/** Names of folders that hold splits, not classes, in datasets as they are often shared. */
const splitOfFolder: ReadonlyMap<string, SplitName> = new Map([
  ['train', 'train'],
  ['training', 'train'],
  ['val', 'validation'],
  ['valid', 'validation'],
  ['validation', 'validation'],
  ['eval', 'validation'],
  ['test', 'test'],
  ['testing', 'test'],
]);

export const isSplitFolder = (name: string): boolean => splitOfFolder.has(name.toLowerCase());

/** Folders `train`, `val` and `test`, each with class folders in it. A spec has such images listed in a manifest. */
export const splitFolders = (root: string, digests: DigestCache): DataSource =>
  new FileSource(root, () => listSplitFolders(root), digests);

async function listSplitFolders(root: string): Promise<FileListing> {
  const images: ListedImage[] = [];
  const warnings: Problem[] = [];
  for (const folder of (await listFolders(root)).filter(isSplitFolder)) {
    const split = splitOfFolder.get(folder.toLowerCase())!;
    const paths = (await listFiles(join(root, folder))).filter(isImageFile);
    const loose = paths.filter((path) => !path.includes('/'));
    for (const path of paths)
      if (path.includes('/'))
        images.push({ path: `${folder}/${path}`, label: className(path.slice(0, path.indexOf('/'))), split });
    if (loose.length > 0) warnings.push(unlabelled(join(root, folder), loose));
  }
  return { images, classes: [...new Set(images.map(({ label }) => label))].sort(), problems: [], warnings };
}

const unlabelled = (folder: string, paths: readonly string[]): Problem => ({
  code: 'THAW-DATA-LOOSE-IMAGES',
  message: `${paths.length} image${paths.length === 1 ? '' : 's'} directly in ${folder} left out`,
  expected: 'images in the folder of their class',
  found: paths[0]!,
});
