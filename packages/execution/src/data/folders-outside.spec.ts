import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { foldersOutside } from './folders-outside.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'thaw-outside-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const outside = (...rows: string[]) => {
  const manifest = join(folder, 'list.csv');
  writeFileSync(manifest, ['label,path', ...rows].join('\n'));
  return foldersOutside(manifest, '/data/images');
};

it.each<[string, readonly string[]]>([
  ['a,1.png', []],
  ['a,deep/../1.png', []],
  ['a,..hidden/1.png', []],
  ['../a,1.png', []],
  ['a,../photos/1.png', ['/data/photos']],
  ['a,deep/../../photos/1.png', ['/data/photos']],
  ['a,"../pho,tos/1.png"', ['/data/pho,tos']],
  ['a,/elsewhere/1.png', ['/elsewhere']],
  ['a,/data/images/1.png', []],
  ['a,"../never closed', []],
  [`a${' '.repeat(200_000)},../photos/1.png`, ['/data/photos']],
  [`a,deep/${'../'.repeat(200_000)}photos/1.png`, ['/photos']],
])('images of a manifest with the row %.40s lie outside in %j', async (row, folders) => {
  expect(await outside('b,x/2.png', row)).toEqual(folders);
});

it('looks at each place of a long line once', async () => {
  expect(await outside(`a,${'b '.repeat(200_000)}1.png`)).toEqual([]);
});

it('a manifest that is not there lists nothing', async () => {
  expect(await foldersOutside(join(folder, 'none.csv'), folder)).toEqual([]);
});
