import { ThawError, type ListedImage, type Problem } from '@thaw/core';
import { className } from './class-names.js';
import type { DataSourceKind } from './data-source-kind.js';
import { FileSource, type FileListing } from './file-source.js';
import { imageExtensions, isFolder, isImageFile, listFiles, listFolders } from './image-files.js';
import { isSplitFolder } from './split-folders.js';

/** Each direct subfolder of `root` is a class; its images may lie in folders of any depth. */
export const classFolders: DataSourceKind = {
  isMeant: ({ manifest }) => manifest === undefined,
  open: ({ root }, digests) => new FileSource(root, () => listClassFolders(root), digests),
};

async function listClassFolders(root: string): Promise<FileListing> {
  if (!(await isFolder(root))) throw new ThawError(noFolder(root));
  const folders = await listFolders(root);
  const paths = await listFiles(root);
  const loose = paths.filter((path) => !path.includes('/') && isImageFile(path));
  const nested = paths.filter((path) => path.includes('/'));
  const images: ListedImage[] = nested.filter(isImageFile).map((path) => ({ path, label: classOf(path) }));
  const unsupported = nested.filter((path) => !isImageFile(path));

  if (images.length === 0) throw new ThawError(noClasses(root, loose, unsupported));
  if (folders.every(isSplitFolder)) throw new ThawError(splitFolders(root, folders));
  return {
    images,
    classes: [...new Set(folders.map(className))].sort(),
    problems: [],
    warnings: [...unsupportedFiles(unsupported), ...looseImages(root, loose)],
  };
}

const classOf = (path: string): string => className(path.slice(0, path.indexOf('/')));

const noFolder = (root: string): Problem => ({
  code: 'THAW-DATA-NO-FOLDER',
  message: `there is no folder of images at ${root}`,
  expected: 'a folder with one folder of images for each class',
  remedy: 'correct `data.root`; it is relative to the spec’s file',
});

function noClasses(root: string, loose: readonly string[], unsupported: readonly string[]): Problem {
  return {
    code: 'THAW-DATA-NO-CLASSES',
    message: `no class of images in ${root}`,
    expected: 'a folder for each class, such as cats/ and dogs/, with images in it',
    found:
      loose.length > 0
        ? `${count(loose, 'image')} directly in the folder, such as ${loose[0]}`
        : unsupported.length > 0
          ? `${count(unsupported, 'file')} of other kinds, such as ${unsupported[0]}`
          : 'no files in its subfolders',
    remedy:
      loose.length > 0
        ? 'move each image into the folder of its class, or list the images with their labels in `data.manifest`'
        : `images are files that end in ${imageExtensions.join(' ')}`,
  };
}

const splitFolders = (root: string, names: readonly string[]): Problem => ({
  code: 'THAW-DATA-SPLIT-FOLDERS',
  message: `the folders in ${root} look like splits, not classes`,
  expected: 'a folder for each class',
  found: names.join(', '),
  remedy:
    'point `data.root` at one of them, or list all images in `data.manifest` with the columns path, label and split',
});

function unsupportedFiles(paths: readonly string[]): Problem[] {
  if (paths.length === 0) return [];
  const shown = paths.slice(0, 3).join(', ');
  return [
    {
      code: 'THAW-DATA-UNSUPPORTED-FILES',
      message: `${count(paths, 'file')} in class folders left out`,
      expected: imageExtensions.join(' '),
      found: paths.length > 3 ? `${shown}, …` : shown,
      remedy: 'convert what should be part of the dataset; move the rest elsewhere',
    },
  ];
}

function looseImages(root: string, paths: readonly string[]): Problem[] {
  if (paths.length === 0) return [];
  return [
    {
      code: 'THAW-DATA-LOOSE-IMAGES',
      message: `${count(paths, 'image')} directly in ${root} left out`,
      expected: 'images in the folder of their class',
      found: paths[0]!,
    },
  ];
}

const count = (items: readonly unknown[], noun: string): string =>
  `${items.length} ${noun}${items.length === 1 ? '' : 's'}`;
