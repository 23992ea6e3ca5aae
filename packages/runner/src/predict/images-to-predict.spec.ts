import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imagesToPredict, labelsOf } from './images-to-predict.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-to-predict-'));
  await mkdir(join(folder, 'photos', 'cats', 'old'), { recursive: true });
  for (const file of ['one.JPG', 'notes.txt', 'cats/two.png', 'cats/old/three.webp'])
    await writeFile(join(folder, 'photos', file), '');
  await writeFile(join(folder, 'list.csv'), 'path,label\nphotos/one.JPG,dog\nphotos/gone.png,cats\n');
  await writeFile(join(folder, 'paths.csv'), 'path,comment\nphotos/one.JPG,mine\n');
  await writeFile(join(folder, 'empty.csv'), 'path\n');
  await mkdir(join(folder, 'nothing'));
});
afterAll(() => rm(folder, { recursive: true }));

const images = (paths: readonly string[], classFolders = false) =>
  imagesToPredict({
    paths: paths.map((path) => join(folder, path)),
    classFolders,
    cwd: join(folder, 'photos'),
  });

const known = [{ label: 'birds' }, { label: 'cats', wordnet: 'n02121620' }, { label: 'cats' }];

describe('images that are named', () => {
  it('are files, those of folders at any depth, and those of CSV files, whether they are there or not', async () => {
    const found = await images(['photos/one.JPG', 'photos', 'list.csv', 'paths.csv']);
    expect(found.map(({ path, label }) => [path, label])).toEqual([
      ['one.JPG', undefined],
      ...[['cats/old/three.webp'], ['cats/two.png'], ['one.JPG']].map(([path]) => [path, undefined]),
      ['one.JPG', 'dog'],
      ['gone.png', 'cats'],
      ['one.JPG', undefined],
    ]);
    expect(found[0]!.file).toBe(join(folder, 'photos', 'one.JPG'));
  });

  it('are of the class that a folder directly below is called as, if that is said', async () => {
    const found = await images(['photos'], true);
    expect(found.map(({ label }) => label)).toEqual(['cats', 'cats', undefined]);
    expect(labelsOf(found, known)).toEqual([1, 1, undefined]);
    expect(labelsOf([{ file: 'x.png', path: 'x.png', label: 'n02121620' }], known)).toEqual([1]);
  });

  it('are told of at once where there are none', async () => {
    await expect(images(['gone', 'nothing', 'empty.csv'])).rejects.toMatchObject({
      problems: ['there is nothing at', 'there are no images in', 'lists no images'].map((message) => ({
        code: 'THAW-PREDICT-NO-IMAGES',
        message: expect.stringContaining(message) as unknown,
      })),
    });
  });

  it('show a class that the network knows, or it is said where another is named', async () => {
    const found = await images(['list.csv']);
    expect(() => labelsOf(found, known)).toThrow(
      expect.objectContaining({
        problems: [
          expect.objectContaining({
            code: 'THAW-PREDICT-UNKNOWN-LABEL',
            found: 'dog, of one.JPG',
            position: expect.objectContaining({ line: 2, column: 16 }) as unknown,
          }),
        ],
      }) as Error,
    );
  });
});
