import { ThawError, type Problem } from '@thaw/core';
import { mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DatasetFixture } from './dataset.fixture.js';

let dataset: DatasetFixture;
beforeEach(async () => {
  dataset = await DatasetFixture.create();
});
afterEach(() => dataset.remove());

async function problems(): Promise<readonly Problem[]> {
  const error = await dataset.index().catch((thrown: unknown) => thrown);
  if (error instanceof ThawError) return error.problems;
  throw error;
}

describe('a dataset of class folders', () => {
  it('has a class for each folder and the images of any depth, in an order that depends on names alone', async () => {
    await dataset.images(
      'b/2.png',
      'b/10.png',
      'B/1.JPG',
      'B/x/y/1.webp',
      'a-b/1.gif',
      'a-b/2.jpeg',
      'a/1.tiff',
      'a/é.png',
    );
    const { root, classes, images } = await dataset.index();
    expect(root).toBe(dataset.root);
    expect(classes).toEqual(['B', 'a', 'a-b', 'b']);
    expect(images.map(({ path, label }) => `${label} ${path}`)).toEqual([
      '0 B/1.JPG',
      '0 B/x/y/1.webp',
      '2 a-b/1.gif',
      '2 a-b/2.jpeg',
      '1 a/1.tiff',
      '1 a/é.png',
      '3 b/10.png',
      '3 b/2.png',
    ]);
    expect(images[0]!.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('refuses a file that is no image by its size, before it is read', async () => {
    await dataset.images('cats/1.png', 'cats/2.png', 'dogs/1.png', 'dogs/2.png');
    await truncate(join(dataset.root, 'dogs/2.png'), 2 ** 42);
    expect(await problems()).toMatchObject([
      {
        code: 'THAW-DATA-IMAGE-TOO-LARGE',
        found: 'dogs/2.png: 4,398,046,511,104 bytes',
      },
    ]);
  });

  it('passes over hidden files and folders, and follows links, but not in circles', async () => {
    await dataset.images('cats/1.png', 'cats/.2.png', '.cache/1.png', 'dogs/1.png', 'dogs/2.png');
    await symlink(join(dataset.root, 'dogs'), join(dataset.root, 'wolves'));
    await symlink(join(dataset.root, 'dogs/1.png'), join(dataset.root, 'cats/3.png'));
    await symlink(dataset.root, join(dataset.root, 'dogs/up'));
    await symlink(join(dataset.root, '..'), join(dataset.root, 'dogs/above'));
    await symlink('/', join(dataset.root, 'dogs/everything'));
    const { images } = await dataset.index();
    expect(images.map(({ path }) => path)).toEqual([
      'cats/1.png',
      'cats/3.png',
      'dogs/1.png',
      'dogs/2.png',
      'wolves/1.png',
      'wolves/2.png',
    ]);
  });

  it('passes over what systems leave behind, at any depth', async () => {
    await dataset.images('cats/1.png', 'cats/2.png', 'dogs/1.png', 'dogs/2.png');
    await dataset.images(
      'cats/@eaDir/1.png/SYNOPHOTO_THUMB_M.png',
      '@eaDir/thumb.png',
      '__MACOSX/dogs/._1.png',
    );
    await dataset.images('dogs/.ipynb_checkpoints/1-checkpoint.png', '#recycle/old.png');
    await mkdir(join(dataset.root, 'lost+found'), { mode: 0o000 });
    const { classes, images, warnings } = await dataset.index();
    expect({ classes, images: images.length, warnings }).toEqual({
      classes: ['cats', 'dogs'],
      images: 4,
      warnings: [],
    });
  });

  it('are one class where only the composition of letters differs, and not where white space does', async () => {
    await dataset.images(
      `${'é'.normalize('NFC')}/1.png`,
      `${'é'.normalize('NFD')}/2.png`,
      'b/1.png',
      'b/2.png',
    );
    const { classes, images } = await dataset.index();
    expect(classes).toEqual(['b', 'é'.normalize('NFC')]);
    expect(images.map(({ label }) => label)).toEqual([0, 0, 1, 1]);
    await dataset.images('b\u00a0/3.png');
    expect(await problems()).toEqual([
      {
        code: 'THAW-DATA-CLASS-BLANKS',
        message: 'two classes differ only in white space or in characters that do not show',
        expected: 'names that can be told apart',
        found: '"b" (2 images) and "b\\u{a0}" (1 image)',
        remedy: 'move the images into one folder, or rename one of them',
      },
    ]);
  });

  it('warns of files that it leaves out, once, with their number', async () => {
    await dataset.images('cats/1.png', 'cats/2.png', 'dogs/1.png', 'dogs/2.png', 'logo.png', 'cover.png');
    for (const name of ['cats/notes.txt', 'cats/3.heic', 'dogs/Thumbs.db', 'dogs/4.bmp'])
      await dataset.file(name, '');
    await dataset.file('README.md', '');
    expect((await dataset.index()).warnings).toEqual([
      {
        code: 'THAW-DATA-UNSUPPORTED-FILES',
        message: '4 files in class folders left out',
        expected: '.avif .gif .jpeg .jpg .png .tif .tiff .webp',
        found: 'cats/3.heic, cats/notes.txt, dogs/4.bmp, …',
        remedy: 'convert what should be part of the dataset; move the rest elsewhere',
      },
      {
        code: 'THAW-DATA-LOOSE-IMAGES',
        message: `2 images directly in ${dataset.root} left out`,
        expected: 'images in the folder of their class',
        found: 'cover.png',
      },
    ]);
  });

  it('warns of one picture under two labels', async () => {
    await dataset.images('cats/1.png', 'cats/2.png', 'dogs/1.png');
    await symlink(join(dataset.root, 'cats/2.png'), join(dataset.root, 'dogs/2.png'));
    expect((await dataset.index()).warnings).toEqual([
      {
        code: 'THAW-DATA-CONTRADICTION',
        message: '1 image has the content of one with another label',
        found: 'cats/2.png (cats) and dogs/2.png (dogs)',
        remedy: 'keep the one whose label is right',
      },
    ]);
  });

  it('refuses a folder that is not there', async () => {
    await dataset.remove();
    expect(await problems()).toEqual([
      {
        code: 'THAW-DATA-NO-FOLDER',
        message: `there is no folder of images at ${dataset.root}`,
        expected: 'a folder with one folder of images for each class',
        remedy: 'correct `data.root`; it is relative to the spec’s file',
      },
    ]);
    await mkdir(dataset.folder);
  });

  it.each<[string, string[], string[], Partial<Problem>]>([
    [
      'an empty folder',
      [],
      [],
      { found: 'no files in its subfolders', remedy: expect.stringContaining('.jpg .png') as string },
    ],
    [
      'images without class folders',
      ['1.png', '2.png'],
      [],
      {
        found: '2 images directly in the folder, such as 1.png',
        remedy:
          'move each image into the folder of its class, or list the images with their labels in `data.manifest`',
      },
    ],
    ['only other files', [], ['cats/1.bmp'], { found: '1 file of other kinds, such as cats/1.bmp' }],
  ])('refuses %s', async (_, images, files, problem) => {
    await dataset.images(...images);
    for (const file of files) await dataset.file(file, '');
    expect(await problems()).toEqual([expect.objectContaining({ code: 'THAW-DATA-NO-CLASSES', ...problem })]);
  });

  it('refuses folders that are splits, not classes', async () => {
    await dataset.images('train/cats/1.png', 'val/cats/1.png');
    expect(await problems()).toEqual([
      expect.objectContaining({ code: 'THAW-DATA-SPLIT-FOLDERS', found: 'train, val' }),
    ]);
  });

  it('refuses a single class', async () => {
    await dataset.images('cats/1.png', 'cats/2.png');
    expect(await problems()).toEqual([
      expect.objectContaining({ code: 'THAW-DATA-ONE-CLASS', found: 'only cats' }),
    ]);
  });

  it('names every class that has no image or only one', async () => {
    await dataset.images('cats/1.png', 'cats/2.png', 'dogs/1.png');
    await mkdir(join(dataset.root, 'birds'));
    expect((await problems()).map(({ code, message }) => `${code} ${message}`)).toEqual([
      'THAW-DATA-SMALL-CLASS class birds has no images',
      'THAW-DATA-SMALL-CLASS class dogs has one image only',
    ]);
  });

  it('ends where folders link each other so that there is no end to their images', async () => {
    await dataset.images('cats/1.png', 'dogs/1.png');
    for (let level = 0; level < 20; level++) {
      const folder = join(dataset.folder, 'levels', `${level}`);
      await mkdir(folder, { recursive: true });
      for (const name of ['a', 'b'])
        await symlink(join(dataset.folder, 'levels', `${level + 1}`), join(folder, name));
    }
    await symlink(join(dataset.folder, 'levels', '0'), join(dataset.root, 'dogs/more'));
    expect((await problems()).map(({ code }) => code)).toEqual(['THAW-DATA-LINKS']);
  });

  it('says which names are not UTF-8', async () => {
    await dataset.images('cats/1.png', 'dogs/1.png', 'dogs/\ufffd.png');
    const latin1 = (name: string) =>
      Buffer.concat([Buffer.from(`${dataset.root}/`), Buffer.from(name, 'latin1')]);
    await mkdir(latin1('b\u00e4ren'));
    await writeFile(latin1('cats/caf\u00e9.png'), '');
    const named = (await problems()).map(
      ({ code, message }) => `${code} ${message.replace(dataset.root, '')}`,
    );
    expect(named.toSorted()).toEqual([
      'THAW-DATA-NAME-ENCODING the name of /b\ufffdren is not UTF-8',
      'THAW-DATA-NAME-ENCODING the name of /cats/caf\ufffd.png is not UTF-8',
    ]);
  });

  it('misses an image that is a link to nothing', async () => {
    await dataset.images('cats/1.png', 'cats/2.png', 'dogs/1.png', 'dogs/2.png');
    await symlink(join(dataset.root, 'gone.png'), join(dataset.root, 'dogs/3.png'));
    expect(await problems()).toEqual([
      {
        code: 'THAW-DATA-MISSING-FILE',
        message: 'an image is missing',
        expected: `a file dogs/3.png in ${dataset.root}`,
      },
    ]);
  });
});
