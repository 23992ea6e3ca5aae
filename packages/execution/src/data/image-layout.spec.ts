import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DigestCache } from './digest-cache.js';
import { imageLayout } from './image-layout.js';
import { splitFolders } from './split-folders.js';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'thaw-layout-'))));
afterEach(() => rm(folder, { recursive: true }));

async function write(...files: readonly string[]): Promise<void> {
  for (const file of files) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), file);
  }
}

it.each([
  ['class folders', ['cats/1.png', 'dogs/1.png'], '.', 'classes'],
  ['class folders in others', ['a/b/cats/1.png', 'a/b/dogs/1.png', 'a/readme.txt'], 'a/b', 'classes'],
  ['a single class', ['cats/1.png'], '.', 'classes'],
  ['a single class in a folder', ['pets/cats/1.png'], 'pets', 'classes'],
  ['images in folders of a single class', ['cats/1.png', 'cats/young/1.png'], '.', 'classes'],
  ['splits', ['Train/cats/1.png', 'val/cats/1.png'], '.', 'splits'],
  ['splits in a folder', ['pets/train/cats/1.png', 'pets/test/cats/1.png'], 'pets', 'splits'],
  ['a single split', ['train/cats/1.png', 'train/dogs/1.png'], 'train', 'classes'],
  ['a class that is called as a split is', ['train/1.png', 'bus/1.png'], '.', 'classes'],
  ['nothing', [], '.', 'classes'],
])('%s', async (_, files, root, folders) => {
  await write(...files);
  expect(await imageLayout(folder)).toEqual({ root: join(folder, root), folders });
});

it('images in folders of splits are of the class below, and those of no class are left out', async () => {
  await write(
    'train/cats/1.png',
    'train/dogs/young/1.png',
    'valid/cats/2.png',
    'test/3.png',
    'test/cats/notes.txt',
  );
  const listing = await splitFolders(folder, new DigestCache(undefined)).list();
  expect(listing.images).toEqual([
    { path: 'train/cats/1.png', label: 'cats', split: 'train' },
    { path: 'train/dogs/young/1.png', label: 'dogs', split: 'train' },
    { path: 'valid/cats/2.png', label: 'cats', split: 'validation' },
  ]);
  expect(listing.warnings).toMatchObject([{ code: 'THAW-DATA-LOOSE-IMAGES', found: '3.png' }]);
});
