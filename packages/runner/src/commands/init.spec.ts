import { seededRandom } from '@thaw/core';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { emoji, thaw } from './thaw.fixture.js';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'thaw-init-'))));
afterEach(() => rm(folder, { recursive: true }));

/** Coloured blobs, unlike those of any other number. */
async function draw(path: string, number: number, size = 40): Promise<void> {
  const random = seededRandom(`blobs ${number}`);
  const blobs = Buffer.from(Array.from({ length: 6 * 6 * 3 }, () => Math.floor(256 * random())));
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  const image = sharp(blobs, { raw: { width: 6, height: 6, channels: 3 } });
  await image.resize(size, size, { kernel: 'cubic' }).png().toFile(file);
}

const write = async (path: string, text: string) => {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
};

/** Class folders with so many images each. */
async function drawClasses(classes: Readonly<Record<string, number>>): Promise<void> {
  let number = 0;
  for (const [name, images] of Object.entries(classes))
    for (let index = 0; index < images; index++) await draw(`${name}/${index}.png`, number++);
}

const init = (...args: string[]) =>
  thaw(['init', ...args, '--weights', 'random', '--no-measure', '--backbone', 'mobilenetv2'], {
    cwd: folder,
    env: { THAW_CACHE: join(folder, '.cache') },
  });

/** The spec that was written, which must be valid as it stands. */
async function written(file: string) {
  const { code, stderr } = await thaw(['validate', file, '--store', join(folder, '.store')], { cwd: folder });
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return parse(await readFile(join(folder, file), 'utf8')) as Record<string, never>;
}

/** What sweeping it would take. */
async function planned(file: string) {
  const { code, stdout, stderr } = await thaw(['plan', file, '--json', '--store', join(folder, '.store')], {
    cwd: folder,
    env: { THAW_CACHE: join(folder, '.cache') },
  });
  expect(code, stderr).toBe(0);
  const plan = JSON.parse(stdout) as {
    runs: object[];
    stages: { kind: string; images?: { total: number } }[];
  };
  const images = plan.stages.flatMap((stage) => stage.images?.total ?? []);
  return { runs: plan.runs.length, images: Math.max(...images) };
}

describe('init writes a spec that is valid and planned as it stands', () => {
  it('for the emoji that a CSV file lists', async () => {
    const { code, stdout, stderr } = await init(emoji.manifest, '--root', emoji.root, '--out', 'emoji.yaml');
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('240 images of 6 classes');
    expect(stdout).toContain('All are 64 × 64 pixels.');
    expect(await written('emoji.yaml')).toMatchObject({ name: 'emoji' });
    expect(await planned('emoji.yaml')).toEqual({ runs: 4, images: 240 });
  });

  it('once the class that was missing is there', async () => {
    await drawClasses({ 'pets/cats': 6 });
    const { code, stderr } = await init('pets');
    expect(code).toBe(1);
    expect(stderr).toContain('THAW-DATA-ONE-CLASS');
    for (let index = 0; index < 6; index++) await draw(`pets/dogs/${index}.png`, 100 + index);
    expect((await init('pets')).code).toBe(0);
    await written('pets.yaml');
    expect(await planned('pets.yaml')).toEqual({ runs: 4, images: 12 });
  });

  it('for class folders, and says what it saw', async () => {
    await drawClasses({ 'pets/cats': 6, 'pets/dogs': 9 });
    const { code, stdout, stderr } = await init('pets');
    expect(stderr).not.toContain('THAW-');
    expect(code).toBe(0);
    expect(stdout).toContain('15 images of 2 classes');
    expect(stdout).toContain('All are 40 × 40 pixels.');
    expect(stdout).toContain('Fewer than 10 images are little to learn a class from: cats (6), dogs (9).');
    expect(await written('pets.yaml')).toMatchObject({ name: 'pets', data: { root: 'pets' }, batchSize: 8 });
    expect((await readdir(folder)).sort()).toEqual(['.store', 'pets', 'pets.yaml']);
  });

  it('that leaves out the files which cannot be read, and names them', async () => {
    await drawClasses({ 'pets/cats': 6, 'pets/dogs': 6 });
    await write('pets/dogs/torn.jpg', 'no image');
    await write('pets/cats/empty.png', '');
    const { stdout } = await init('pets');
    expect(stdout).toContain('2 files cannot be read and will be left out: cats/empty.png (');
    expect(await written('pets.yaml')).toMatchObject({ data: { maxUnreadable: { count: 2 } } });
    expect(await planned('pets.yaml')).toEqual({ runs: 4, images: 14 });
    expect(await readFile(join(folder, 'pets.yaml'), 'utf8')).toContain(
      '  # Left out, as they cannot be read: cats/empty.png (not an image of a known format), dogs/torn.jpg (not an',
    );
  });

  it('that keeps images which look alike in one split, by a manifest', async () => {
    await drawClasses({ 'pets/cats': 5, 'pets/dogs': 5 });
    await sharp(join(folder, 'pets/cats/1.png'))
      .resize(60)
      .jpeg()
      .toFile(join(folder, 'pets/cats/again.jpg'));
    const { stdout } = await init('pets');
    expect(stdout).toContain('2 images look alike, in 1 set, such as cats/1.png, cats/again.jpg.');
    expect(await written('pets.yaml')).toMatchObject({ data: { root: 'pets', manifest: 'pets.images.csv' } });
    const rows = (await readFile(join(folder, 'pets.images.csv'), 'utf8')).split('\n');
    expect(rows[0]).toBe('path,label,group');
    expect(rows.filter((row) => row.endsWith(',cats/1.png'))).toEqual([
      'cats/1.png,cats,cats/1.png',
      'cats/again.jpg,cats,cats/1.png',
    ]);
    const divided = await init('pets', '--divide-near-copies', '--force');
    expect(divided.code).toBe(0);
    expect((await written('pets.yaml')).data).not.toHaveProperty('manifest');
  });

  it('for folders train and val with class folders in them', async () => {
    await drawClasses({ 'pets/train/cats': 4, 'pets/train/dogs': 4, 'pets/val/cats': 2, 'pets/val/dogs': 2 });
    expect((await init('pets')).code).toBe(0);
    const spec = await written('pets.yaml');
    expect(spec.data).toEqual({ root: 'pets', manifest: 'pets.images.csv' });
    expect(await readFile(join(folder, 'pets.images.csv'), 'utf8')).toContain(
      'val/dogs/1.png,dogs,validation\n',
    );
  });

  it('for class folders that are wrapped in others', async () => {
    await drawClasses({ 'a/b/images/cats': 4, 'a/b/images/dogs/young': 4 });
    expect((await init('a')).code).toBe(0);
    expect(await written('a.yaml')).toMatchObject({ data: { root: 'a/b/images' } });
  });

  it.each([
    ['without splits or groups', 'path,label', ['', '', '', '', '', ''], { split: { validation: 0.25 } }],
    [
      'with groups',
      'path,label,group',
      ['g', 'g', '', '', 'h', 'h'].map((group) => `,${group}`),
      { split: { validation: 0.25 } },
    ],
    [
      'that says of each where it goes',
      'path,label,split',
      ['train', 'train', 'validation', 'validation', 'train', 'train'].map((name) => `,${name}`),
      {},
    ],
    [
      'that leaves some to be drawn',
      'path,label,split',
      ['train', 'train', '', '', '', ''].map((name) => `,${name}`),
      { split: { validation: 0.25 } },
    ],
  ])('for a CSV %s', async (_, header, cells, data) => {
    await drawClasses({ 'images/cats': 3, 'images/dogs': 3 });
    const rows = cells.map(
      (cell, index) =>
        `${index % 2 ? 'dogs' : 'cats'}/${Math.floor(index / 2)}.png,${index % 2 ? 'dog' : 'cat'}${cell}`,
    );
    await write('labels.csv', [header, ...rows].join('\n'));
    const { code, stderr } = await init('labels.csv', '--root', 'images', '--out', 'specs/pets.yaml');
    expect(stderr).not.toContain('THAW-');
    expect(code).toBe(0);
    expect((await written('specs/pets.yaml')).data).toEqual({
      root: '../images',
      manifest: '../labels.csv',
      ...data,
    });
  });

  it('for a CSV without validation images: those for training are divided', async () => {
    await drawClasses({ 'images/cats': 6, 'images/dogs': 6 });
    const rows = ['cats', 'dogs'].flatMap((name) =>
      [0, 1, 2, 3, 4, 5].map((index) => `${name}/${index}.png,${name},${index < 4 ? 'train' : 'test'}`),
    );
    await write('images/labels.csv', ['path,label,split', ...rows].join('\n'));
    expect((await init('images/labels.csv')).code).toBe(0);
    const { data } = await written('labels.yaml');
    expect(data).toEqual({ root: 'images', manifest: 'labels.images.csv', split: { validation: 0.25 } });
  });

  it('for names that YAML could take for something else', async () => {
    const names = ['no', '1e3', ': x', '"quoted\'', '😀', 'two\nlines', '# comment', '- item', '~'];
    await drawClasses(Object.fromEntries(names.map((name) => [`: no #\n"images"/${name}`, 3])));
    const { code, stderr } = await init(': no #\n"images"', '--divide-near-copies');
    expect(stderr).not.toContain('THAW-');
    expect(code).toBe(0);
    expect(await written('no-images.yaml')).toMatchObject({
      name: 'no-images',
      data: { root: ': no #\n"images"' },
    });
    const text = await readFile(join(folder, 'no-images.yaml'), 'utf8');
    expect(text).toContain('"two\\nlines" 3');
  });
});

describe('init refuses, and says what is needed', () => {
  it.each([
    ['an empty folder', {}, 'THAW-DATA-NO-CLASSES', 'a folder for each class, such as cats/ and dogs/'],
    ['a single class', { 'pets/cats': 3 }, 'THAW-DATA-ONE-CLASS', 'add images of at least one other thing'],
    [
      'a class of one image',
      { 'pets/cats': 3, 'pets/dogs': 1 },
      'THAW-DATA-SMALL-CLASS',
      'add images of it, or leave the class out',
    ],
  ])('%s', async (_, classes, code, needed) => {
    await mkdir(join(folder, 'pets'));
    await drawClasses(classes);
    const result = await init('pets');
    expect(result.code).toBe(1);
    expect(result.stderr).toContain(code);
    expect(result.stderr).toContain(needed);
    expect(await readdir(folder)).toEqual(['pets']);
  });

  it('a class of which nearly nothing can be read', async () => {
    await drawClasses({ 'pets/cats': 3, 'pets/dogs': 1 });
    await write('pets/dogs/torn.jpg', 'no image');
    const { code, stderr } = await init('pets');
    expect(code).toBe(1);
    expect(stderr).toContain('THAW-INIT-UNREADABLE-CLASS');
    expect(stderr).toContain('of class dogs only 1 of 2 images can be read');
    expect(stderr).toContain('dogs/torn.jpg: not an image of a known format');
  });

  it.each([
    ['nothing at that path', 'nowhere'],
    ['a file of another kind', 'notes.txt'],
  ])('%s', async (found, path) => {
    await write('notes.txt', '');
    const { code, stderr } = await init(path);
    expect(code).toBe(1);
    expect(stderr).toMatch(/THAW-INIT-NO-DATA/);
    expect(stderr).toContain(found);
  });

  it('to replace a file, but with --force; never the one that it reads', async () => {
    await drawClasses({ 'pets/cats': 3, 'pets/dogs': 3 });
    await write('pets.yaml', 'mine');
    const { code, stderr } = await init('pets');
    expect(code).toBe(1);
    expect(stderr).toContain('THAW-INIT-EXISTS');
    expect(await readFile(join(folder, 'pets.yaml'), 'utf8')).toBe('mine');
    expect((await init('pets', '--force')).code).toBe(0);
    await written('pets.yaml');
    await write('labels.csv', 'path,label');
    expect((await init('labels.csv', '--out', 'a.txt')).stderr).toContain('a name that ends in .yaml');
    const source = await init('labels.csv', '--out', 'labels.csv', '--force');
    expect(source.stderr).toContain('is what the images are read from');
  });

  it('without a path where nobody can be asked', async () => {
    const { code, stderr } = await init();
    expect(code).toBe(1);
    expect(stderr).toContain('THAW-CLI-MISSING-OPTION');
  });
});

describe('what init prints', () => {
  it('is one object with --json: what was seen, what was chosen, where it is', async () => {
    await drawClasses({ 'pets/cats': 3, 'pets/dogs': 9 });
    const { stdout } = await init('pets', '--json', '--within', '2h');
    const said = JSON.parse(stdout) as Record<string, never>;
    expect(said).toMatchObject({
      seen: {
        images: 12,
        classes: [
          { name: 'cats', images: 3, unreadable: 0 },
          { name: 'dogs', images: 9 },
        ],
      },
      chosen: { backbone: 'mobilenetv2', weights: { from: 'random' }, withinSeconds: 7200, measured: null },
      spec: join(folder, 'pets.yaml'),
      manifest: null,
      isWritten: true,
    });
    expect(said.chosen).toMatchObject({ isBalanced: true, objective: 'val_macro_f1', isInTime: true });
  });

  it('is the spec alone with --dry-run, and nothing is written', async () => {
    await drawClasses({ 'pets/cats': 3, 'pets/dogs': 3 });
    const { stdout } = await init('pets', '--dry-run');
    expect(parse(stdout.slice(stdout.indexOf('# A first experiment')))).toMatchObject({ name: 'pets' });
    expect(await readdir(folder)).toEqual(['pets']);
  });
});
